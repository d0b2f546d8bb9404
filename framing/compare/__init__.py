"""Tables of a scored folder in, comparison tables out: outlets × measures, contrasts, concordance."""

from framing.compare.concordance import (
    Concordance,
    ConcordanceLine,
    Order,
    Query,
    concordance,
    ordered,
    read_texts,
)
from framing.compare.contrasts import ContrastRow, Contrasts, Family, contrast_outlets
from framing.compare.groups import Group, between
from framing.compare.hits import marked
from framing.compare.intervals import Interval, mean_intervals, rate_intervals, share_intervals
from framing.compare.keyness import Keyness, KeynessRow, keyness
from framing.compare.measures import MEASURE_ORDER, component_codes, device_codes, families
from framing.compare.moments import Moments, grouped_moments, ratio_moments
from framing.compare.outlets import (
    ArticleRow,
    OutletRow,
    article_ticks,
    article_values,
    compare_outlets,
    compare_splits,
)
from framing.compare.scored import (
    UNCORRECTED,
    UNKNOWN_ORIGIN,
    Filters,
    ScoredTables,
    near_duplicate_clusters,
    read_scored,
    scored_tables,
)
from framing.compare.words import UnitCounts, word_counts

__all__ = [
    "MEASURE_ORDER",
    "UNCORRECTED",
    "UNKNOWN_ORIGIN",
    "ArticleRow",
    "Concordance",
    "ConcordanceLine",
    "ContrastRow",
    "Contrasts",
    "Family",
    "Filters",
    "Group",
    "Interval",
    "Keyness",
    "KeynessRow",
    "Moments",
    "Order",
    "OutletRow",
    "Query",
    "ScoredTables",
    "UnitCounts",
    "article_ticks",
    "article_values",
    "between",
    "compare_outlets",
    "compare_splits",
    "component_codes",
    "concordance",
    "contrast_outlets",
    "device_codes",
    "families",
    "grouped_moments",
    "keyness",
    "marked",
    "mean_intervals",
    "near_duplicate_clusters",
    "ordered",
    "rate_intervals",
    "ratio_moments",
    "read_scored",
    "read_texts",
    "scored_tables",
    "share_intervals",
    "word_counts",
]

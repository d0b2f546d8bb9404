"""Tables of a scored folder in, comparison tables out: outlets × measures, contrasts, concordance."""

from framing.compare.concordance import Concordance, ConcordanceLine, Query, concordance, read_texts
from framing.compare.contrasts import ContrastRow, Contrasts, contrast_outlets
from framing.compare.intervals import (
    Interval,
    Moments,
    mean_intervals,
    rate_intervals,
    ratio_moments,
    share_intervals,
)
from framing.compare.measures import MEASURE_ORDER, device_codes, families
from framing.compare.outlets import ArticleRow, OutletRow, article_values, compare_outlets
from framing.compare.scored import (
    UNCORRECTED,
    UNKNOWN_ORIGIN,
    Filters,
    ScoredTables,
    near_duplicate_clusters,
    read_scored,
    scored_tables,
)

__all__ = [
    "MEASURE_ORDER",
    "UNCORRECTED",
    "UNKNOWN_ORIGIN",
    "ArticleRow",
    "Concordance",
    "ConcordanceLine",
    "ContrastRow",
    "Contrasts",
    "Filters",
    "Interval",
    "Moments",
    "OutletRow",
    "Query",
    "ScoredTables",
    "article_values",
    "compare_outlets",
    "concordance",
    "contrast_outlets",
    "device_codes",
    "families",
    "mean_intervals",
    "near_duplicate_clusters",
    "rate_intervals",
    "ratio_moments",
    "read_scored",
    "read_texts",
    "scored_tables",
    "share_intervals",
]

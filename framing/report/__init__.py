"""One scored article as a page, as JSON, as CSV and for the terminal: pure functions of what was scored."""

from framing.report.accuracy import Accuracy, accuracy, none_found
from framing.report.calculation import ScoreGroup, ScoreLine, formatted, score_groups
from framing.report.cards import Card, LegendEntry, cards, found_sentence, legend, origin
from framing.report.export import evidence_csv, inert, to_csv, to_json
from framing.report.html import article_html, to_html
from framing.report.left_out import LeftOut, left_out_csv, read_left_out
from framing.report.segments import Segment, paragraphs, segments
from framing.report.sources import SourceGroup, anonymity_counts, source_groups, sourcing_sentence
from framing.report.speech import Passages, Speech, passages
from framing.report.terminal import to_terminal
from framing.report.two import Difference, difference
from framing.report.worksheet import to_worksheet

__all__ = [
    "Accuracy",
    "Card",
    "Difference",
    "LeftOut",
    "LegendEntry",
    "Passages",
    "ScoreGroup",
    "ScoreLine",
    "Segment",
    "SourceGroup",
    "Speech",
    "accuracy",
    "anonymity_counts",
    "article_html",
    "cards",
    "difference",
    "evidence_csv",
    "formatted",
    "found_sentence",
    "inert",
    "left_out_csv",
    "legend",
    "none_found",
    "origin",
    "paragraphs",
    "passages",
    "read_left_out",
    "score_groups",
    "segments",
    "source_groups",
    "sourcing_sentence",
    "to_csv",
    "to_html",
    "to_json",
    "to_terminal",
    "to_worksheet",
]

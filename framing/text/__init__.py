"""A batch of articles -> its analysis: folded bytes, words, tags, sentences, quotations. Never changes a character."""

from framing.text.analysis import Analysis, analyse

__all__ = ["Analysis", "analyse"]

"""Framing devices, sensationalism and unnamed sources in news articles, with the words that made every figure."""

__version__ = "0.1.0"

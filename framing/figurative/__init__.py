"""Figurative or literal: what a candidate of a device is, read from its form, its words nearby, its sentence and its page."""

from framing.figurative.decision import Model, Reader, Readings, model_from_json, shipped_model
from framing.figurative.images import ImageWord, ImageWords, shipped_image_model
from framing.figurative.properties import NAMES, properties, words_wanted
from framing.figurative.rows import Rows

__all__ = [
    "NAMES",
    "ImageWord",
    "ImageWords",
    "Model",
    "Reader",
    "Readings",
    "Rows",
    "model_from_json",
    "properties",
    "shipped_image_model",
    "shipped_model",
    "words_wanted",
]

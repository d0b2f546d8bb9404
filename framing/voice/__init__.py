"""Who says it: the writer, or somebody whom the text quotes or paraphrases."""

from framing.voice.voices import Voices

__all__ = ["Voices"]

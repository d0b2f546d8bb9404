"""(analysis) -> attributions: who is said to have said what. Columns over the source phrases of a batch."""

from framing.attribution.attributions import ANONYMITIES, Attributions
from framing.attribution.rows import find_attributions

__all__ = ["ANONYMITIES", "Attributions", "find_attributions"]

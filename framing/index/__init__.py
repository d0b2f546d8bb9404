"""Pass 1 over a corpus: page furniture, near-duplicates within an outlet, and copy shared across outlets.

`sketch` each part of the corpus (any process, any order), `build_index` over the sketches in input order, `Index` in pass 2.
"""

from framing.index.building import COPY_COLUMNS, Index, build_index, empty_index
from framing.index.sketches import sketch

__all__ = ["COPY_COLUMNS", "Index", "build_index", "empty_index", "sketch"]

"""The arrays that methods take and give."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
Closures = tuple[tuple[int, int], ...]  # first and last ordinal of each, inclusive

"""Quantiles of a stream: counts in buckets that grow by a fixed ratio, so that chunks of paths are added and let go.

After Masson, Rim, Lee: *DDSketch*, VLDB 2019: a quantile is met within a stated relative error; merging is adding.
"""

from __future__ import annotations

import numpy as np

from lantau.mining.network import Floats

RELATIVE_ERROR = 0.005
LEAST, MOST = 1e-12, 1e24
"""Values outside count as the nearest end; nothing and less than nothing has a bucket of its own."""


class Sketch:
    """Quantiles at each of ``places`` (steps in time); values are positive or zero."""

    def __init__(self, places: int) -> None:
        self._ratio = np.log((1.0 + RELATIVE_ERROR) / (1.0 - RELATIVE_ERROR))
        self._lowest = int(np.floor(np.log(LEAST) / self._ratio))
        buckets = int(np.ceil(np.log(MOST) / self._ratio)) - self._lowest + 2
        self._counts = np.zeros((places, buckets), dtype=np.int64)

    def add(self, place: int, values: Floats) -> None:
        """Count one place's values."""
        positive = values > 0.0
        clipped = np.clip(np.where(positive, values, 1.0), LEAST, MOST)
        bucket = np.ceil(np.log(clipped) / self._ratio).astype(np.int64) - self._lowest + 1
        bucket = np.where(positive, bucket, 0)
        self._counts[place] += np.bincount(bucket, minlength=self._counts.shape[1])

    def quantile(self, share: float) -> Floats:
        """The value at each place below which a share of what was counted lies."""
        running = np.cumsum(self._counts, axis=1)
        rank = share * (running[:, -1] - 1)
        bucket = (running <= rank[:, None]).sum(axis=1)
        middle = 2.0 / (1.0 + np.exp(-self._ratio))
        value = np.exp((bucket - 2 + self._lowest) * self._ratio) * middle
        return np.where(bucket == 0, 0.0, value)

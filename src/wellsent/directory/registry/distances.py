"""Where ZIP codes lie, and which lie within so many miles: great circles between centroids.

The centroids are those of the PyPI package `zipcodes` (MIT), post-office-box and single-organisation ZIPs included.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import zipcodes
from numpy.typing import NDArray

EARTH_MILES: Final = 3958.8
"""Mean radius of the Earth in miles (6,371.0 km: IUGG)."""


class ZipTable:
    """ZIP codes as whole numbers with latitude and longitude in degrees, three arrays of one length."""

    def __init__(
        self, zips: NDArray[np.int32], latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
    ) -> None:
        order = np.argsort(zips, kind="stable")
        self.zips = zips[order]
        self._latitudes = np.radians(latitudes[order])
        self._longitudes = np.radians(longitudes[order])

    def within(self, zip_code: int, miles: float) -> tuple[NDArray[np.int32], NDArray[np.float64]] | None:
        """The ZIPs within `miles` and how far each is, nearest first; None for a ZIP that is not in the table."""
        at = int(np.searchsorted(self.zips, zip_code))
        if at == len(self.zips) or self.zips[at] != zip_code:
            return None
        latitude, longitude = self._latitudes[at], self._longitudes[at]
        band = np.flatnonzero(np.abs(self._latitudes - latitude) <= miles / EARTH_MILES + 1e-9)
        away = great_circle(latitude, longitude, self._latitudes[band], self._longitudes[band])
        inside = np.flatnonzero(away <= miles)
        inside = inside[np.argsort(away[inside], kind="stable")]
        return self.zips[band[inside]], away[inside]

    def place(self, zip_code: str) -> tuple[float, float] | None:
        """Latitude and longitude of a ZIP in degrees; None for one that is not in the table."""
        number = int(zip_code) if zip_code.isascii() and zip_code.isdigit() else -1
        at = int(np.searchsorted(self.zips, number))
        if at == len(self.zips) or self.zips[at] != number:
            return None
        return round(float(np.degrees(self._latitudes[at])), 4), round(float(np.degrees(self._longitudes[at])), 4)


@lru_cache(maxsize=1)
def every_zip() -> ZipTable:
    """The table from the package itself, for places where no registry is loaded: half a second, and 60 MB for good."""
    listed = [(int(each["zip_code"]), float(each["lat"]), float(each["long"])) for each in zipcodes.list_all()]
    zips, latitudes, longitudes = zip(*(each for each in listed if any(each[1:])), strict=True)
    return ZipTable(np.array(zips, np.int32), np.array(latitudes), np.array(longitudes))


def great_circle(
    latitude: float, longitude: float, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Miles from a point to others by the haversine formula; all angles in radians."""
    half = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    return 2 * EARTH_MILES * np.arcsin(np.sqrt(np.minimum(half, 1.0)))  # type: ignore[no-any-return]  # numpy's scalars

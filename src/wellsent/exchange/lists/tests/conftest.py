"""Property tests run the same examples each time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Files are written to one folder over and over, which is what a folder for a test is for.
settings.register_profile(
    "lists", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("lists")

"""Addresses of the profile and the targets."""

from __future__ import annotations

app_name = "plan"
urlpatterns: list[object] = []

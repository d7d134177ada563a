"""Addresses: each room brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("ui/", include("wellsent.ui.urls")),
]

"""Addresses: each room brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("wellsent.accounts.sign_in_urls")),
    path("", include("wellsent.accounts.urls")),
    path("", include("wellsent.desk.urls")),
    path("", include("wellsent.outreach.urls")),
    path("referrals/", include("wellsent.referrals.urls")),
    path("", include("wellsent.exchange.urls")),
    path("ui/", include("wellsent.ui.urls")),
]

handler400 = "wellsent.ui.errors.bad_request"
handler500 = "wellsent.ui.errors.server_error"

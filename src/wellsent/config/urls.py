"""Addresses: each room brings its own."""

from __future__ import annotations

from django.urls import include, path

from wellsent.config.places import places
from wellsent.desk.search import search

urlpatterns = [
    path("search/", search, {"places": places()}, name="search"),
    path("", include("wellsent.accounts.sign_in_urls")),
    path("", include("wellsent.accounts.urls")),
    path("", include("wellsent.desk.urls")),
    path("", include("wellsent.directory.urls")),
    path("", include("wellsent.plan.urls")),
    path("", include("wellsent.outreach.urls")),
    path("referrals/", include("wellsent.referrals.urls")),
    path("", include("wellsent.exchange.urls")),
    path("ui/", include("wellsent.ui.urls")),
]

handler400 = "wellsent.ui.errors.bad_request"
handler500 = "wellsent.ui.errors.server_error"

"""Addresses of the kinds of provider."""

from __future__ import annotations

from django.urls import path

from wellsent.directory import views

app_name = "directory"
urlpatterns = [
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/new/", views.new_kind, name="new-kind"),
    path("kinds/<slug:slug>/", views.kind, name="kind"),
    path("kinds/<slug:slug>/<slug:verb>/", views.act_on_kind, name="act-on-kind"),
]

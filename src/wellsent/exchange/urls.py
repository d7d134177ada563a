"""Addresses of import."""

from __future__ import annotations

from django.urls import path, re_path

from wellsent.base.addresses import RowNumber
from wellsent.exchange.imports import views
from wellsent.exchange.sample import views as sample

app_name = "exchange"
urlpatterns = [
    path("sample/", sample.sample, name="sample"),
    path("sample/load/", sample.load, name="sample-load"),
    path("sample/remove/", sample.remove, name="sample-remove"),
    path("import/", views.imports, name="imports"),
    path("import/start/", views.start, name="start"),
    path("import/<row:number>/", views.one, name="import"),
    path("import/<row:number>/columns/", views.choose, name="choose"),
    path("import/<row:number>/not-imported.csv", views.rejected, name="rejected"),
    re_path(
        rf"^import/(?P<number>{RowNumber.regex})/(?P<verb>{'|'.join(views.VERBS)})/$",
        views.act_on,
        name="act-on-import",
    ),
]

from __future__ import annotations

from django.urls import path

from wellsent.ui.gallery import gallery

app_name = "ui"
urlpatterns = [path("gallery/", gallery, name="gallery")]

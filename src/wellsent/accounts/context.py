"""What this room adds to every signed-in page: who is signed in, with a button to sign out, and the idle warning."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

SLOTS = {"nav_foot": "accounts/parts/nav_foot.html", "after": "accounts/parts/idle.html"}


def layout_slots(request: HttpRequest) -> dict[str, Any]:
    """The context processor: templates that the layout draws without knowing what they are about."""
    return {"slots": SLOTS} if hasattr(request, "caller") else {}

"""What this room adds to every signed-in page: who is signed in, the way out, the idle warning, and the way back from
what was just done.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wellsent.accounts import offers

SLOTS = {"nav_foot": "accounts/parts/nav_foot.html", "after": "accounts/parts/idle.html"}


def layout_slots(request: HttpRequest) -> dict[str, Any]:
    """The context processor: templates that the layout draws without knowing what they are about, and `offer`."""
    return {"slots": SLOTS, "offer": offers.of(request)} if hasattr(request, "caller") else {}

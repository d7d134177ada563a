"""The formats as template filters, and the charts as tags."""

from __future__ import annotations

from django import template

from wellsent.ui import formats

register = template.Library()
for _name in ("day", "month", "percent", "duration", "npi", "initials"):
    register.filter(_name, getattr(formats, _name))


@register.filter
def thousands(number: int) -> str:
    """1,412."""
    return f"{number:,}"

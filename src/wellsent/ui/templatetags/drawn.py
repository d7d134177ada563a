"""{% drawn %}: a line of a long page, drawn once for all lines of its shape. See `wellsent.ui.drawn`."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from wellsent.ui.drawn import Drawable, Drawings

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn(context: RequestContext, part: str, one: Drawable) -> SafeString:
    """The template `part` about `one`, which it calls `one`. What else it says must be the same on all the page."""
    if context.template is None:
        raise template.TemplateSyntaxError("drawn is of use in a template that is being rendered.")
    engine = context.template.engine

    def render(shape: Any) -> str:
        with context.push(one=shape):
            return engine.get_template(part).render(context)

    drawings: Drawings = cast(Any, context.render_context).setdefault("drawings", Drawings())
    return drawings.fill(part, one, render)

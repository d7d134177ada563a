"""Parts of a card that differ within a stage by the number alone: rendered once a page, and filled in for each card."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from wellsent.referrals import presenters
from wellsent.referrals.presenters import CardView

register = template.Library()

STAND_IN = 10**15 - 1
"""A number as long as addresses take, that no referral has: what stands for the number until it is filled in."""
ONCE_STANDS_IN = "0" * 32


@register.simple_tag(takes_context=True)
def card_part(context: RequestContext, part: str, card: CardView, next: str, once: str = "") -> SafeString:  # noqa: A002 - as forms name it
    """A part with the buttons of a card ("referrals/parts/more_moves.html"), as the page's first card of the stage has
    it, with this card's number and mark. The part may say nothing else that differs from card to card.
    """
    if context.template is None:
        raise template.TemplateSyntaxError("card_part is of use in a template that is being rendered.")
    rendered: dict[tuple[str, str], str] = cast(Any, context.render_context).setdefault("card parts", {})
    if (part, card.stage) not in rendered:
        stand_in = presenters.numbered(card, STAND_IN)
        with context.push(card=stand_in, next=next, once=ONCE_STANDS_IN):
            rendered[part, card.stage] = context.template.engine.get_template(part).render(context)
    filled = rendered[part, card.stage].replace(str(STAND_IN), str(card.number)).replace(ONCE_STANDS_IN, once)
    return mark_safe(filled)  # noqa: S308 - rendered and escaped above; the two marks are a number and a uuid

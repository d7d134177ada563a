"""How forms write out their inputs: the same as the library's templates say, without a template for each.

A form to correct a referral has thirty inputs, shown and hidden, of three templates each; they took longer than all
else on its page.
"""

from __future__ import annotations

from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape

_INPUTS: Final = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox")
)
"""The widgets of which the library's templates say nothing but `<input ...>`."""


class PlainInputs(TemplatesSetting):
    """Inputs are joined plainly; every other widget is of its template, ours before the library's."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> str:
    told = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        told["value"] = widget["value"]
    every = [
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in (*told.items(), *widget["attrs"].items())
        if value is not False
    ]
    return f"<input{''.join(every)}>"

"""{% mends check as found %}: the forms that mend what a check of the page's day found."""

from typing import Any

from django import template

from lumix import access
from reports.audit.verdict_presenter import FAILS, Check
from reports.mend import offers as mending

register = template.Library()


@register.simple_tag(takes_context=True)
def mends(context: dict[str, Any], check: Check) -> list[mending.Mend]:
    """None for who may not, for a check that stands against nothing, and for a day that is final."""
    request, day = context.get("request"), context.get("day")
    final = day is not None and day.badge.shape == "submitted"
    if request is None or final or check.badge not in FAILS.values() or not access.may(request, "mend", write=True):
        return []
    return mending.mends(check.key, context["inverter"].pk, context["date"], sentence=check.sentence)

"""{% may "flags" as allowed %}: whether whoever looks at the page may open an address, or with write=True change it."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from lumix import access

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], name: str, write: bool = False) -> bool:
    """False without a request: the page of a broken server promises nothing."""
    request = context.get("request")
    return request is not None and access.may(request, name, write=write)


@register.inclusion_tag("_nav_link.html", takes_context=True)
def nav_link(context: dict[str, Any], name: str, words: str, apart: bool = False) -> dict[str, Any]:
    """A link of the navigation, for whoever may open it; marked where its page, or one of its kind, is shown."""
    try:
        address = reverse(name) if may(context, name) else ""
    except NoReverseMatch:
        address = ""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match is not None and name in (match.view_name, f"{match.namespace}:index")
    return {"address": address, "words": words, "here": here, "apart": apart}

"""{% openid_link as openid %}: the agency's server and whether the reader linked it, or nothing."""

from django import template
from django.conf import settings
from django.template.context import Context

from ..openid.linking import is_linked

register = template.Library()


@register.simple_tag(takes_context=True)
def openid_link(context: Context) -> dict[str, object] | None:
    if not settings.OPENID_CONNECT:
        return None
    staff = context["request"].user
    return {"name": settings.OPENID_CONNECT.name, "is_linked": is_linked(staff)}

"""Addresses that a calendar program opens by itself."""

from urllib.parse import urljoin

from django import template
from django.urls import reverse

from commonground.common.deployment import deployment

register = template.Library()


@register.simple_tag
def webcal(name: str, *args: str) -> str:
    """The address of a file for calendars as one to subscribe to, not to fetch once."""
    address = urljoin(deployment().base_url, reverse(name, args=args))
    return "webcal:" + address.partition(":")[2]

"""A choice among all neighbourhoods: hundreds of options, drawn once and not with each page."""

from functools import lru_cache

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .models import Neighbourhood

Choices = tuple[tuple[str, str], ...]  # (slug, name), as they are shown


def open_ones() -> Choices:
    return tuple(Neighbourhood.objects.filter(closed_on=None).values_list("slug", "name"))


def options(choices: Choices, selected: str = "") -> SafeString:
    """The <option>s. `selected` may be anything that was typed: only a slug of ours is found."""
    chosen = f'value="{escape(selected)}"'
    return mark_safe(_drawn(choices).replace(chosen, f"{chosen} selected", 1))


@lru_cache(maxsize=4)
def _drawn(choices: Choices) -> SafeString:
    """Kept by the names themselves, so that a new name or boundary is never missed."""
    return format_html_join("\n", '<option value="{}">{}</option>', choices)


class NeighbourhoodSelect(forms.Select):
    """As Django's own, which draws each option from a template; the first is for none."""

    def render(
        self, name: str, value: object, attrs: dict | None = None, renderer: object = None
    ) -> SafeString:
        first, *places = self.choices
        around = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        drawn = options(tuple(places), str(value or ""))
        none = format_html('<option value="{}">{}</option>', *first)
        return format_html("<select{}>{}\n{}</select>", around, none, drawn)

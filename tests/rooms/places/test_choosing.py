"""The choice among all neighbourhoods: drawn once, and never other than Django draws it."""

import html
import re

import pytest
from django import forms

from commonground.places import choosing
from commonground.places.models import Neighbourhood

NONE = ("", "Choose <one>")


def drawn(widget: type[forms.Select], value: str = "") -> list[tuple[str, str, str]]:
    """(value, "selected" or "", name) of each option."""
    select = widget(choices=[NONE, *choosing.open_ones()])
    found = re.findall(
        r'<option value="([^"]*)"\s*(selected)?>([^<]*)</option>',
        select.render("place", value, {"id": "id_place"}),
    )
    return [(html.unescape(v), selected, html.unescape(name)) for v, selected, name in found]


@pytest.mark.parametrize("value", ["", "southside", "elsewhere", None])
def test_it_is_what_django_would_draw_from_a_template_each(town, value):
    Neighbourhood.objects.filter(slug="southside").update(name='Quinn\'s "South" & <b>East</b>')
    ours, theirs = drawn(choosing.NeighbourhoodSelect, value), drawn(forms.Select, value)
    assert len(ours) == 3
    if value in ("", None):  # Django marks the empty one, which a browser shows without a mark
        theirs = [(v, "", name) for v, _selected, name in theirs]
    assert ours == theirs


def test_what_was_typed_never_becomes_markup(town):
    select = choosing.NeighbourhoodSelect(choices=[NONE, *choosing.open_ones()])
    page = select.render("place", 'northside" onfocus="x', {"id": "id_place"})
    assert "onfocus" not in page and " selected" not in page


def test_a_new_name_and_a_closed_place_show_at_once(town):
    assert "Northside" in choosing.options(choosing.open_ones())
    Neighbourhood.objects.filter(slug="northside").update(name="Old Town")
    Neighbourhood.objects.filter(slug="southside").update(closed_on="2026-01-01")
    page = choosing.options(choosing.open_ones(), "northside")
    assert page == '<option value="northside" selected>Old Town</option>'


def test_hint_and_error_are_linked_to_it_as_to_any_other_field(client, town):
    page = client.post("/concerns/new/", {"step": "place"}).content.decode()
    select = re.search(
        r'<select name="neighbourhood"[^>]*>|<select[^>]*name="neighbourhood"[^>]*>', page
    )[0]
    assert 'aria-invalid="true"' in select and "aria-describedby=" in select

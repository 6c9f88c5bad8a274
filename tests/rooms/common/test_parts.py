"""Every part of the look is drawn once here; a part that nobody can draw is a defect."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings

from commonground.common import maps

PARTS = Path(maps.__file__).parent / "templates" / "parts"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}
CSS = Path(maps.__file__).parent / "static" / "common" / "commonground.css"


class Ask(forms.Form):
    place = forms.CharField(label="Where?", help_text="A street or a corner.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    kept = forms.BooleanField(label="I have kept it")


def render(source: str, **values: object) -> str:
    return Template("{% load commonground %}" + source).render(Context(values))


GALLERY = {
    "said_did": "{% said_did said='Dark park' people=5 did='New lamps' did_on=day"
    " settled_count=3 unsettled_count=1 is_example=True %}",
    "not_yet": "{% said_did said='Dark park' people=1 waiting_days=12 %}",
    "freshness": "{% freshness day %}",
    "clock": "{% clock_tag day %}",
    "emergency": "{% emergency %}",
    "interval": "{% interval 'Listen' 52 40 60 %}{% interval 'Fair' None %}",
    "waiting_curve": "{% waiting_curve days shares shares shares promise_words='our promise' %}",
    "month_chart": "{% month_chart labels counts band 5 True 'Reported' 'last year' %}",
    "map": "{% map_of drawing 'Where' %}{% map_of drawing 'City' 'city-map' %}",
    "surprise": "{% part 'surprise' title='Windows' observed=11 days=9 radius_m=400 expected=2"
    " recurrence_days=1100 drawing=drawing %}",
    "receipt": "{% part 'receipt' receipt='AB2 CD3' %}",
    "table": "{% part 'table' caption='C' heads=labels rows=rows %}",
    "pager": "{% part 'pager' next_url='?after=1' %}",
    "filters": "{{ 'x'|in_language }}{{ day|day }}",
    "form": "{{ form }}",
}
VALUES = {
    "day": date(2026, 3, 1),
    "days": [1.0, 2.0],
    "shares": [0.2, 0.4],
    "labels": ["Jan", "Feb"],
    "counts": [12, None],
    "band": [(1, 3), None],
    "rows": [["a", 1]],
    "drawing": maps.draw([maps.Shape(SQUARE, "Here", "/x/", "here")]),
}


@pytest.mark.parametrize("name", GALLERY)
def test_each_part_draws_itself_without_style_or_script_inside_the_page(name, clock_at):
    page = render(GALLERY[name], **VALUES, form=Ask({"place": ""}))
    assert page.strip()
    assert "style=" not in page
    assert not re.search(r"<script(?! type=\"module\" src=)", page)
    assert not re.search(r"\son\w+=", page)


def test_numbers_in_drawings_keep_the_point_in_every_language(clock_at):
    from django.utils import translation

    with translation.override("es"):
        page = render(GALLERY["month_chart"] + GALLERY["interval"], **VALUES)
    for value in re.findall(r' (?:x|y|width|height|d)="([^"]*)"', page):
        assert "," not in value


def test_a_field_with_an_error_names_it_to_those_who_hear_the_page():
    page = render("{{ form }}", form=Ask({"place": ""}))
    assert 'aria-invalid="true"' in page
    described = re.search(r'name="place"[^>]*aria-describedby="([^"]*)"', page)
    assert described, page
    for part_id in described[1].split():
        assert f'id="{part_id}"' in page


def test_words_of_people_are_never_markup():
    page = render("{% said_did said=words people=1 %}", words="<script>alert(1)</script>")
    assert "<script" not in page


def test_a_few_answers_have_no_figure():
    assert "Too few answers to say" in render("{% interval 'Fair' None %}")


def test_the_stylesheet_stays_under_20_kb_and_calls_no_other_host():
    words = CSS.read_text(encoding="utf-8")
    assert len(words) < 20_000
    assert "url(" not in words and "@import" not in words


def test_dark_colours_of_the_system_are_for_screens_and_never_for_paper():
    words = CSS.read_text(encoding="utf-8")
    rules = re.findall(r"@media ([^{]*prefers-color-scheme[^{]*)\{", words)
    assert [rule.strip() for rule in rules] == ["screen and (prefers-color-scheme: dark)"]


def test_the_stylesheet_is_sent_compressed(client):
    response = client.get("/static/common/commonground.css", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(b"".join(response.streaming_content)) < 7_000


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_page_that_is_not_there_says_so_in_our_frame(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert "Leave this page" in response.content.decode()


def test_the_sources_terms_are_on_each_page_folded_to_one_line(client, cast, tmp_path, settings):
    from commonground.common import deployment

    settings.HOME = tmp_path
    (tmp_path / "commonground.toml").write_text('data_notice = "At your own risk."')
    deployment.forget()
    folded = '<details class="small"><summary>Where the data comes from</summary>'
    for page in ("/", "/privacy/"):
        words = client.get(page).content.decode()
        assert folded in words and "At your own risk." in words
    client.force_login(cast.bram)
    assert "At your own risk." in client.get("/team/log/").content.decode()

"""An administrator changes a kind: words and lists freely, what protects people only upwards."""

import pytest
from django.urls import reverse

from commonground.common.models import AuditRow
from commonground.engagement.kind_editing import read_lines, written
from commonground.engagement.kinds import load_kinds, read_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.preparing import checklist, tick


@pytest.fixture
def sport(db):
    load_kinds()
    return EventKind.objects.get(slug="sport")


@pytest.fixture
def url(sport):
    return reverse("team-event-kind", args=[sport.slug])


def sent(kind: EventKind, **changes) -> dict:
    lists = {name: written(getattr(kind, name)) for name in
             ("preparation", "to_record", "safeguarding")}  # fmt: skip
    flags = {"children_attend": "on", "active": "on"}
    told = {"name_en": kind.name["en"], "name_es": kind.name["es"], **lists, **flags, **changes}
    return {name: value for name, value in told.items() if value is not None}


def test_faye_renames_a_kind_adds_a_line_and_the_next_loading_leaves_it(client, cast, sport, url):
    client.force_login(cast.faye)
    lines = written(sport.preparation) + "\nBring water | Llevar agua\nA ball"
    client.post(url, sent(sport, name_en="Ball games", preparation=lines))
    load_kinds()
    sport.refresh_from_db()
    assert sport.name == {"en": "Ball games", "es": "Deporte"}
    assert sport.preparation[:3] == read_kinds()["sport"]["preparation"]
    water, ball = sport.preparation[3:]
    assert (water["en"], water["es"], ball["en"]) == ("Bring water", "Llevar agua", "A ball")
    assert water["id"] != ball["id"]
    row = AuditRow.objects.get(verb="event.change_kind")
    assert row.detail["fields"] == ["name", "preparation"]


def test_an_unchanged_form_changes_nothing(client, cast, sport, url):
    client.force_login(cast.faye)
    assert client.post(url, sent(sport)).status_code == 302
    assert not AuditRow.objects.filter(verb="event.change_kind").exists()


def test_a_line_that_stays_keeps_its_tick(meeting, cast):
    tick(event=meeting, done=["agenda"], by=cast.bram.actor())
    kind = meeting.kind
    lines = "Bring tea\n" + written(kind.preparation)
    EventKind.objects.filter(pk=kind.pk).update(
        preparation=read_lines(lines, kind.preparation, "new")
    )
    meeting.refresh_from_db()
    assert [line.is_done for line in checklist(meeting)][:2] == [False, True]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"children_attend": None}, "can be set and not taken back"),
        ({"name_en": ""}, "This field is required"),
        ({"preparation": "\n".join(f"Line {n}" for n in range(21))}, "At most 20 lines"),
    ],
)
def test_what_cannot_be_changed_says_why(client, cast, sport, url, changes, sentence):
    client.force_login(cast.faye)
    answer = client.post(url, sent(sport, **changes))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    sport.refresh_from_db()
    assert sport.children_attend and sport.name["en"] == "Sport"


def test_a_kind_that_is_not_offered_cannot_be_planned(client, cast, sport, url):
    client.force_login(cast.faye)
    client.post(url, sent(sport, active=None))
    client.force_login(cast.bram)
    assert "?kind=sport" not in client.get(reverse("event-plan")).content.decode()


def test_nobody_and_bram_edit_no_kind(client, cast, sport, url):
    for address in (url, reverse("team-event-kinds")):
        assert "/accounts/login/" in client.get(address).url
    client.force_login(cast.bram)
    for address in (url, reverse("team-event-kinds")):
        assert client.get(address).status_code == 403


def test_the_list_of_kinds_costs_a_fixed_number_of_queries(
    client, cast, sport, django_assert_max_num_queries
):
    client.force_login(cast.faye)
    client.get(reverse("team-event-kinds"))
    with django_assert_max_num_queries(4):
        page = client.get(reverse("team-event-kinds")).content.decode()
    assert "Door-knocking" in page

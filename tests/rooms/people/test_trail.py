"""The audit trail: power and looking with who it was, daily work by role alone."""

import re

import pytest
from django.test import Client

from commonground.common.audit import record
from commonground.common.models import AuditRow
from commonground.people.rules import TABLE


def trail_of(who, query: str = "") -> str:
    client = Client()
    client.force_login(who)
    return client.get(f"/team/audit/?{query}").content.decode()


@pytest.mark.parametrize("verb", ["individual.open", "concern.read", "invitation.read"])
def test_whoever_looked_at_something_personal_stands_there_by_number_never_by_name(
    cast, town, verb
):
    record(
        by=cast.bram.actor("officer"), verb=verb, noun=verb.split(".")[0], noun_id="X",
        neighbourhood=town.north.public_id,
    )  # fmt: skip
    page = trail_of(cast.hana, f"verb={verb}")
    assert "Officer" in page and cast.bram.public_id in page and "Northside" in page
    assert "Bram" not in page


@pytest.mark.parametrize(
    "verb",
    ["log.write", "concern.answer", "event.close", "task.finish", "saiddid.write",
     "invitation.accept", "individual.spoke", "alert.dismissed", "a.verb-of-next-year"],
)  # fmt: skip
def test_nobody_s_work_can_be_counted_on_the_trail(cast, verb):
    record(by=cast.bram.actor("officer"), verb=verb, noun=verb.split(".")[0], noun_id="n1")
    for watcher in (cast.hana, cast.gus):
        page = trail_of(watcher, f"verb={verb}")
        assert "n1" in page and cast.bram.public_id not in page


def test_the_details_of_work_name_nobody_either(cast):
    record(
        by=cast.dana.actor("supervisor"), verb="concern.assign", noun="concern", noun_id="n1",
        to=cast.bram.public_id, team="yes",
    )  # fmt: skip
    page = trail_of(cast.hana)
    assert "team: yes" in page and cast.bram.public_id not in page


def test_who_did_one_thing_is_told_for_a_reason_and_the_asking_is_a_row(cast):
    row = record(by=cast.bram.actor("officer"), verb="concern.answer", noun="concern", noun_id="n1")
    address = f"/team/audit/{row.public_id}/who/"
    assert address in trail_of(cast.hana)
    client = Client()
    client.force_login(cast.hana)
    assert cast.bram.public_id not in client.get(address).content.decode()
    for wrong in ({}, {"because": "curious"}):
        assert client.post(address, wrong).status_code == 422
    assert not AuditRow.objects.filter(verb="audit.who").exists()
    page = client.post(address, {"because": "complaint"}).content.decode()
    assert cast.bram.public_id in page and "Bram" not in page
    asked = AuditRow.objects.get(verb="audit.who")
    assert (asked.actor_id, asked.noun_id) == (cast.hana.public_id, row.public_id)
    assert asked.detail == {"because": "complaint"}
    assert cast.hana.public_id in trail_of(cast.gus, "verb=audit.who")


def test_only_the_overseer_and_the_standards_reader_read_the_trail_and_ask(cast):
    assert set(TABLE["audit.read"]) == {"overseer", "standards"}
    row = record(by=cast.bram.actor("officer"), verb="concern.answer", noun="concern")
    for path in ("/team/audit/", f"/team/audit/{row.public_id}/who/"):
        assert "/accounts/login/" in Client().get(path).url
        for name in ("bram", "chidi", "dana", "esi", "faye"):
            client = Client()
            client.force_login(getattr(cast, name))
            assert client.get(path).status_code == 403
            assert client.post(path, {"because": "complaint"}).status_code in (403, 405)
    assert not AuditRow.objects.filter(verb="audit.who").exists()


def test_a_row_of_a_resident_is_asked_about_by_nobody(cast):
    row = AuditRow.objects.create(actor_kind="resident", verb="concern.report", noun="concern")
    client = Client()
    client.force_login(cast.hana)
    assert client.get(f"/team/audit/{row.public_id}/who/").status_code == 404


def test_the_trail_is_narrowed_by_place_and_day_and_paged(cast, town, clock_at):
    for number in range(51):
        record(
            by=cast.bram.actor(), verb="x.read", noun="x", noun_id=f"N{number}",
            neighbourhood=town.north.public_id,
        )  # fmt: skip
        clock_at.forward(seconds=1)
    gus = Client()
    gus.force_login(cast.gus)
    first = gus.get(f"/team/audit/?neighbourhood={town.north.public_id}&day=2026-03-02")
    assert b"N50<" in first.content and b"N0<" not in first.content
    address = re.search(r'href="(\?[^"]+after=[^"]+)"', first.content.decode())[1]
    second = gus.get("/team/audit/" + address.replace("&amp;", "&"))
    assert b"N0<" in second.content and b"N50<" not in second.content
    assert b"Nothing matches" in gus.get("/team/audit/?day=2026-03-01").content


def test_the_trail_takes_a_fixed_number_of_queries(cast, town, django_assert_num_queries):
    hana = Client()
    hana.force_login(cast.hana)
    record(by=cast.bram.actor(), verb="x.read", noun="x", neighbourhood=town.north.public_id)
    hana.get("/team/audit/")
    with django_assert_num_queries(8):
        hana.get("/team/audit/")

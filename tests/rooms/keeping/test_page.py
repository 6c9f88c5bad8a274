"""The page about keeping: the administrator edits, the overseer reads, nobody else comes in."""

import pytest

from commonground.common.models import AuditRow
from commonground.keeping.models import LegalHold
from commonground.messaging.models import OutboxMessage
from commonground.messaging.retention import SUBSCRIBERS

pytestmark = pytest.mark.django_db


def sign_in(client, staff):
    client.force_login(staff)
    return client


def place(client, **more):
    given = {"key": "", "store": SUBSCRIBERS, "why": "Court order 12/2026", "until": "2026-06-01"}
    return client.post("/team/keeping/hold/", given | more, follow=True)


def test_the_overseer_reads_every_hold_and_has_no_button(client, cast, clock_at):
    place(sign_in(client, cast.faye))
    page = sign_in(client, cast.hana).get("/team/keeping/").content.decode()
    assert "Court order 12/2026" in page and "Faye (test cast)" in page
    assert "Hold it" not in page and "Lift the hold" not in page
    assert place(client).status_code == 403


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "esi", "gus"])
def test_nobody_else_comes_in(client, cast, name):
    assert sign_in(client, getattr(cast, name)).get("/team/keeping/").status_code == 403


def test_nobody_is_sent_to_sign_in(client, db):
    assert client.get("/team/keeping/").status_code == 302
    assert client.post("/team/keeping/hold/").status_code == 302


def test_placing_and_lifting_are_in_the_audit_trail(client, cast, clock_at):
    place(sign_in(client, cast.faye))
    hold = LegalHold.objects.get()
    client.post(f"/team/keeping/hold/{hold.public_id}/lift/")
    assert set(AuditRow.objects.filter(noun="hold").values_list("verb", "actor_role")) == {
        ("hold.place", "administrator"), ("hold.lift", "administrator")
    }  # fmt: skip
    again = client.post(f"/team/keeping/hold/{hold.public_id}/lift/", follow=True)
    assert "lifted before" in again.content.decode()


def test_what_is_wrong_is_said_on_the_page(client, cast, clock_at):
    page = place(sign_in(client, cast.faye), key="ZZZZZZZZZZZZ", store="")
    assert page.status_code == 422
    assert "Nothing here has that id" in page.content.decode()


def test_every_store_stands_with_its_days(client, cast):
    page = sign_in(client, cast.hana).get("/team/keeping/").content.decode()
    assert SUBSCRIBERS in page and "Words of a concern" in page and "2 years after" in page


def test_messages_that_were_given_up_are_counted_and_can_be_tried_again(client, cast, clock_at):
    OutboxMessage.objects.create(key="k", to="a@example.org", given_up_at=clock_at.moment)
    page = sign_in(client, cast.faye).get("/team/keeping/").content.decode()
    assert "1 could not be sent and was given up" in page and "a@example.org" not in page
    client.post("/team/keeping/outbox/")
    assert OutboxMessage.objects.waiting().count() == 1


def test_the_page_asks_the_database_a_fixed_number_of_questions(
    client, cast, clock_at, django_assert_max_num_queries
):
    sign_in(client, cast.faye)
    for _ in range(5):
        place(client)
    with django_assert_max_num_queries(14):
        client.get("/team/keeping/")



"""Staff who entered a concern know its receipt: they do not act with it unseen."""

import pytest
from django.test import Client

from commonground.common.actors import Actor
from commonground.concerns import answering, receipts, settlements, settling
from commonground.concerns.form_keys import new_key
from commonground.concerns.models import Concern
from commonground.concerns.reporting import report
from commonground.concerns.states import State

from .conftest import read_aloud, signed_in

AMAL = Actor.resident()
ENTER = "/team/concerns/enter/"


@pytest.fixture
def entered(cast, call):
    """Bram enters what Amal said on the phone: (concern, receipt)."""
    receipt = read_aloud(signed_in(cast.bram).post(ENTER, call))
    return receipts.find(receipt), receipt


def follow(client, receipt, **more):
    return client.post("/follow/", {"receipt": receipt} | more)


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "faye", "hana"])
def test_nobody_who_is_signed_in_as_staff_follows_a_concern_in_that_browser(cast, entered, name):
    client = signed_in(getattr(cast, name))
    concern, receipt = entered
    right = follow(client, receipt, do="settle")
    wrong = follow(client, receipts.new_receipt())
    assert (right.status_code, wrong.status_code, client.get("/follow/").status_code) == (403,) * 3
    words = "You are signed in as staff, and this page is for residents"
    assert words in right.content.decode() and words in wrong.content.decode()
    assert Concern.objects.get(pk=concern.pk).state != State.SETTLED


def test_signed_out_the_same_browser_follows_as_any_resident_s(cast, entered):
    client = signed_in(cast.bram)
    client.post("/accounts/logout/")
    assert follow(client, entered[1]).status_code == 200
    assert follow(Client(), entered[1]).status_code == 200


def test_the_thread_says_that_the_receipt_was_read_by_staff_and_what_was_done_since(cast, entered):
    concern, receipt = entered
    page = f"/team/concerns/{concern.public_id}/"
    before = signed_in(cast.dana).get(page).content.decode()
    assert "Bram (test cast) entered this and read the receipt aloud" in before
    mark = "with a receipt that staff read aloud"
    assert mark not in before
    follow(Client(), receipt, do="write", words="They were back.", key=new_key())
    follow(Client(), receipt, do="settle")
    assert signed_in(cast.dana).get(page).content.decode().count(mark) == 2


def test_a_thread_that_amal_began_herself_carries_no_such_mark(cast, from_amal):
    concern = from_amal()
    settling.settle(concern=concern, by=AMAL)
    page = signed_in(cast.dana).get(f"/team/concerns/{concern.public_id}/").content.decode()
    assert "read the receipt aloud" not in page and "staff read aloud" not in page


def test_the_supervisor_and_the_overseer_see_how_many_and_which_were_settled_so(
    cast, entered, from_amal, clock_at
):
    settling.settle(concern=from_amal(), by=AMAL)
    clock_at.forward(hours=23)
    follow(Client(), entered[1], do="settle")
    for staff in (cast.dana, cast.hana):
        client = signed_in(staff)
        lists = client.get("/team/disputes/").content.decode()
        assert "2 were settled with their receipts so far" in lists
        assert "Of 1 of them, staff had read the receipt aloud" in lists
        assert "1 within 24 hours of being entered" in lists
        page = client.get("/team/settled/").content.decode()
        assert page.count("within 24 hours of being entered</span>") == 1
        assert "Noise at night" in page and "Phone" in page


def test_settled_two_days_later_it_is_listed_and_not_marked_as_quick(cast, entered, clock_at):
    clock_at.forward(hours=48)
    follow(Client(), entered[1], do="settle")
    page = signed_in(cast.hana).get("/team/settled/").content.decode()
    assert "entered 2 March" in page and "within 24 hours" not in page


def test_where_no_receipt_was_read_aloud_nothing_is_listed(cast, from_amal):
    settling.settle(concern=from_amal(), by=AMAL)
    page = signed_in(cast.hana).get("/team/disputes/").content.decode()
    assert "1 was settled with its receipt so far" in page and "aloud" not in page
    assert "None." in signed_in(cast.hana).get("/team/settled/").content.decode()


def test_what_was_heard_at_an_event_has_no_receipt_that_staff_know(noise, town, clock_at):
    kept = {"category": noise, "words": "Loud.", "neighbourhood": town.north, "by": AMAL}
    assert not report(**kept, source="event")[0].was_read_aloud
    assert report(**kept, source="counter")[0].was_read_aloud


def test_a_supervisor_of_another_place_an_officer_and_nobody_see_no_settlement(
    cast, entered, town, clock_at
):
    from tests.cast import person

    follow(Client(), entered[1], do="settle")
    other = person("Olga", "supervisor", town.south)
    page = signed_in(other).get("/team/settled/").content.decode()
    assert "0 were settled with" in page and "Noise at night" not in page
    assert settlements.counts(other).settled == 0
    assert signed_in(cast.chidi).get("/team/settled/").status_code == 403
    assert Client().get("/team/settled/").status_code == 302


def test_about_police_conduct_the_overseer_sees_it_and_the_supervisor_does_not(
    cast,
    call,
    conduct_category,
):
    receipt = read_aloud(signed_in(cast.bram).post(ENTER, call | {"category": "conduct"}))
    follow(Client(), receipt, do="settle")
    assert "About police conduct" in signed_in(cast.hana).get("/team/settled/").content.decode()
    assert settlements.counts(cast.dana).settled == 0


def test_the_list_takes_a_fixed_number_of_queries(
    cast, noise, town, clock_at, django_assert_max_num_queries
):
    for _ in range(5):
        concern, _receipt = report(
            category=noise, words="Loud.", neighbourhood=town.north, by=cast.bram.actor(),
            source="phone",
        )  # fmt: skip
        answering.answer(concern=concern, words="We go there tonight.", by=cast.bram)
        settling.settle(concern=concern, by=AMAL)
    dana = signed_in(cast.dana)
    with django_assert_max_num_queries(7):
        dana.get("/team/settled/")

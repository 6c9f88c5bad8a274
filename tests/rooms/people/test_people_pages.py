"""The administrator's pages and the own card."""

import re

import pytest
from django.test import Client

from commonground.people.models import Absence, OfficerCard, Posting, Staff


@pytest.fixture
def faye(cast):
    client = Client()
    client.force_login(cast.faye)
    return client


def test_faye_adds_somebody_reads_the_first_password_aloud_and_posts_them(faye, town):
    page = faye.post("/team/people/", {"username": "nina", "display_name": "Nina"})
    password = re.search(r'class="code" translate="no">([\w-]+)<', page.content.decode())[1]
    nina = Staff.objects.get(username="nina")
    assert nina.check_password(password) and nina.must_change_password
    assert password.encode() not in faye.get(f"/team/people/{nina.public_id}/").content
    faye.post(
        f"/team/people/{nina.public_id}/post/",
        {"role": "officer", "neighbourhood": town.north.pk, "from_on": "2026-03-02"},
    )
    assert Posting.objects.get(staff=nina).neighbourhood == town.north


def test_faye_adds_somebody_with_a_posting_in_one_step(faye, town):
    told = {"username": "nina", "display_name": "Nina", "role": "officer"}
    page = faye.post("/team/people/", told | {"neighbourhood": town.north.pk})
    assert b"/team/people/?new#add" in page.content  # the next one; not only a scroll
    assert Posting.objects.get(staff__username="nina").neighbourhood == town.north


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"role": "officer"}, b"An officer is posted to a neighbourhood"),
        ({"role": "overseer", "neighbourhood": "north"}, b"leave the neighbourhood empty"),
        ({"neighbourhood": "north"}, b"Say as what, or leave the neighbourhood for later."),
        ({"role": "captain"}, b"Select a valid choice"),
    ],
)
def test_a_posting_that_cannot_be_leaves_no_account_behind(faye, town, where, says):
    if "neighbourhood" in where:
        where = where | {"neighbourhood": town.north.pk}
    page = faye.post("/team/people/", {"username": "nina", "display_name": "Nina"} | where)
    assert page.status_code == 400 and says in page.content
    assert not Staff.objects.filter(username="nina").exists()


def test_a_name_that_is_taken_is_refused_with_a_sentence(faye):
    page = faye.post("/team/people/", {"username": "BRAM", "display_name": "Other"})
    assert page.status_code == 400
    assert b"already signs in with that name" in page.content


def test_what_a_rule_refuses_is_said_on_the_persons_page(faye, cast):
    page = faye.post(
        f"/team/people/{cast.bram.public_id}/post/", {"role": "overseer", "from_on": "2026-03-02"}
    )
    assert page.status_code == 400
    assert b"overseer holds no other role" in page.content


def test_faye_enters_leave_and_takes_it_away(faye, cast):
    days = {"cover": cast.dana.public_id, "from_on": "2026-03-02", "to_on": "2026-03-05"}
    faye.post(f"/team/people/{cast.bram.public_id}/away/", days)
    absence = Absence.objects.get()
    assert absence.cover == cast.dana
    faye.post(f"/team/absences/{absence.public_id}/remove/")
    assert not Absence.objects.exists()


def test_a_day_that_is_none_is_said(faye, cast):
    posting = Posting.objects.get(staff=cast.bram)
    page = faye.post(
        f"/team/people/{cast.bram.public_id}/end/", {"posting": posting.public_id, "on": "never"}
    )
    assert page.status_code == 400


def test_ending_somebody_elses_posting_through_this_page_is_refused(faye, cast):
    theirs = Posting.objects.get(staff=cast.chidi)
    sent = {"posting": theirs.public_id, "on": "2026-03-02"}
    page = faye.post(f"/team/people/{cast.bram.public_id}/end/", sent)
    assert page.status_code == 400
    theirs.refresh_from_db()
    assert theirs.to_on is None


def test_the_staff_list_takes_a_fixed_number_of_queries(faye, django_assert_num_queries):
    faye.get("/team/people/")
    with django_assert_num_queries(6):  # session, user, postings; list, its postings; places
        faye.get("/team/people/")


def test_bram_shows_and_takes_back_his_card(cast, town):
    bram = Client()
    bram.force_login(cast.bram)
    told = {"shown_name": "Bram", "come_and_talk": "Harbour café", "in_es": "Café del puerto"}
    bram.post("/team/card/", told)
    assert OfficerCard.objects.get(staff=cast.bram).come_and_talk_in == {"es": "Café del puerto"}
    assert 'value="Café del puerto"' in bram.get("/team/card/").content.decode()
    assert b"Not shown" in bram.get("/team/card/").content
    bram.post("/team/card/consent/", {"choice": "show"})
    assert b"Take my card away" in bram.get("/team/card/").content
    bram.post("/team/card/consent/", {"choice": "withdraw"})
    assert "Harbour" not in bram.get("/team/card/").content.decode()


@pytest.mark.parametrize("name", ["bram", "dana", "esi", "gus", "hana"])
def test_only_an_administrator_opens_the_staff_pages(cast, name):
    client = Client()
    client.force_login(getattr(cast, name))
    assert client.get("/team/people/").status_code == 403
    assert client.post(f"/team/people/{cast.bram.public_id}/password/").status_code == 403

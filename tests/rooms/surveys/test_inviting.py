"""Slips, mails and reminders: nobody more than twice, nobody who answered."""

import pytest
from django.urls import reverse

from commonground.common import clock, deployment
from commonground.common.errors import Refused
from commonground.messaging.models import OutboxMessage, Subscription
from commonground.surveys import inviting
from commonground.surveys.models import Invitation, Mode, Survey

from .conftest import BY, CLOSES, code, fill, made


def subscriber(place, email: str, phone: str = "") -> Subscription:
    return Subscription.objects.create(
        neighbourhood=place,
        email=email,
        phone=phone,
        kinds=["news"],
        how_often="weekly",
        language="es",
        confirmed_at=clock.now(),
    )


@pytest.fixture
def asked(town, clock_at):
    """Amal follows both neighbourhoods, Nia one; somebody never confirmed."""
    for place, email in (
        (town.north, "amal@example.org"),
        (town.south, "amal@example.org"),
        (town.south, "nia@example.org"),
    ):
        subscriber(place, email)
    Subscription.objects.create(
        neighbourhood=town.north, email="unsure@example.org", how_often="weekly", language="en"
    )
    survey = made(mode=Mode.SUBSCRIBERS)
    assert inviting.invite_subscribers(survey=survey, by=BY) == 2
    return survey


def test_each_subscriber_gets_one_mail_with_a_code_in_their_language(asked):
    rows = OutboxMessage.objects.order_by("to")
    assert [row.to for row in rows] == ["amal@example.org", "nia@example.org"]
    assert {row.subject for row in rows} == {"Unas preguntas, si quiere"}
    codes = [code(row) for row in asked.invitations.all()]
    assert sorted(c for row in rows for c in codes if f"/survey/{c}/" in row.body) == sorted(codes)
    assert all("29 de marzo" in row.body for row in rows)  # and who asks
    assert all(f"{deployment.deployment().agency} pregunta" in row.body for row in rows)
    with pytest.raises(Refused, match="invited already"):
        inviting.invite_subscribers(survey=asked, by=BY)


def test_nobody_is_sent_a_link_that_opens_nothing_yet(town, clock_at):
    subscriber(town.north, "amal@example.org")
    survey = made(mode=Mode.SUBSCRIBERS)
    Survey.objects.filter(pk=survey.pk).update(opens_on=CLOSES)
    survey.refresh_from_db()
    with pytest.raises(Refused, match="Write to the subscribers from 29 March on"):
        inviting.invite_subscribers(survey=survey, by=BY)
    assert not survey.invitations.exists()


def test_who_gave_a_number_gets_a_short_text_with_the_same_links(town, clock_at):
    subscriber(town.north, "", "+13125550100")
    survey = made(mode=Mode.SUBSCRIBERS)
    inviting.invite_subscribers(survey=survey, by=BY)
    clock_at.forward(days=7)
    inviting.remind(survey=survey, by=BY)
    rows = OutboxMessage.objects.order_by("key")
    assert [row.to for row in rows] == ["+13125550100"] * 2
    number = code(survey.invitations.get())
    for row in rows:
        assert f"/survey/{number}/" in row.body and len(row.body) < 250


def test_a_code_that_was_used_is_never_reminded_and_no_other_more_than_twice(asked, clock_at):
    fill(asked, "", 1, {"good-job.1": "5"})
    for _n in range(2):
        clock_at.forward(days=7)
        assert len(inviting.remind(survey=asked, by=BY)) == 1
    clock_at.forward(days=7)
    with pytest.raises(Refused, match="Nobody is left to remind"):
        inviting.remind(survey=asked, by=BY)
    used = asked.invitations.get(is_used=True)
    assert used.subscription == ""  # nothing of it leads to an address any more
    assert OutboxMessage.objects.count() == 2 + 2


def test_whoever_left_our_list_meanwhile_is_not_written_to(asked, clock_at):
    Subscription.objects.filter(email="nia@example.org").update(email="", ended_at=clock_at.moment)
    clock_at.forward(days=7)
    inviting.remind(survey=asked, by=BY)
    assert not OutboxMessage.objects.filter(key__endswith=":1", to="nia@example.org").exists()
    assert OutboxMessage.objects.filter(key__endswith=":1").count() == 1


def test_a_reminder_waits_a_week_and_the_days_of_the_survey(survey, clock_at):
    clock_at.forward(days=3)
    with pytest.raises(Refused, match="Wait a week"):
        inviting.remind(survey=survey, by=BY)
    clock_at.forward(days=30)
    with pytest.raises(Refused, match="while the questions are open"):
        inviting.remind(survey=survey, by=BY)


def test_after_a_contact_we_ask_once_and_say_first_that_nobody_has_to(town, clock_at):
    made("after-contact.1", Mode.CONTACTS)
    asks = {
        "email": "amal@example.org",
        "neighbourhood": town.north,
        "language": "en",
        "is_sensitive": False,
        "about": "ABCDEF234678",
    }
    assert inviting.invite_after_contact(**asks)
    assert not inviting.invite_after_contact(**asks)
    row = OutboxMessage.objects.get()
    assert row.body.strip().startswith("You need not answer this.")
    assert row.body.index("/stop/") < row.body.index("we would like to know")
    assert "ABCDEF234678" not in row.key
    assert Invitation.objects.get().subscription == ""


def test_nobody_is_asked_about_something_sensitive_or_when_no_survey_is_open(town, clock_at):
    asks = {"email": "amal@example.org", "neighbourhood": town.north, "language": "en"}
    assert not inviting.invite_after_contact(**asks, is_sensitive=False, about="A")
    made("after-contact.1", Mode.CONTACTS)
    assert not inviting.invite_after_contact(**asks, is_sensitive=True, about="A")
    assert not OutboxMessage.objects.exists() and not Invitation.objects.exists()


def test_the_page_after_a_contact_offers_to_stop_before_anything_else(client, town, clock_at):
    made("after-contact.1", Mode.CONTACTS)
    inviting.invite_after_contact(
        email="a@example.org",
        neighbourhood=town.north,
        language="en",
        is_sensitive=False,
        about="A",
    )
    page = client.get(reverse("survey", args=[code(Invitation.objects.get())])).content.decode()
    assert page.index("No, thank you") < page.index("One question at a time")
    assert "never claim that everybody thinks so" in page


def test_slips_are_codes_of_nobody(town, clock_at):
    survey = made("staff-pulse.1", Mode.SLIPS)
    inviting.make_slips(survey=survey, count=12, by=BY)
    rows = survey.invitations.all()
    assert {(r.address, r.subscription, r.neighbourhood_id) for r in rows} == {("", "", None)}
    for count in (0, 1001):
        with pytest.raises(Refused, match="between 1 and 1000"):
            inviting.make_slips(survey=survey, count=count, by=BY)
    with pytest.raises(Refused, match="another way"):
        inviting.make_slips(survey=made(), count=3, by=BY)

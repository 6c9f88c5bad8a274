"""Somebody invites us: answered on the clock, listed only in the hosts' words."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import Subject
from commonground.concerns import receipts
from commonground.concerns.form_keys import new_key
from commonground.concerns.frames import unprompted
from commonground.concerns.models import Category, Concern
from commonground.concerns.queries import counts, nearby, overdue_first_reply
from commonground.concerns.ratelimit import SUBMISSIONS
from commonground.concerns.reporting import report
from commonground.engagement.forms import what_may_follow
from commonground.engagement.invitations import answering
from commonground.engagement.invitations.inviting import Wish, invite
from commonground.engagement.invitations.models import Invitation
from commonground.engagement.models import Event, EventKind
from commonground.engagement.retention import INVITED, erase, expired, export
from commonground.tasks.models import Task

SENT = {
    "kind": "event", "neighbourhood": "northside", "words": "Our summer party, 14 March at five.",
    "listed_words": "Party in the park", "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_limits():
    SUBMISSIONS.forget()


@pytest.fixture
def asked(town, clock_at):
    """An invitation to Northside; keywords change parts of it."""

    def make(**changes) -> Invitation:
        values = {
            "kind": "event",
            "neighbourhood": town.north,
            "words": "Our party",
            "language": "en",
        }
        return invite(wish=Wish(**(values | changes)))[0]

    return make


def test_amal_invites_us_without_an_account_and_gets_a_receipt(client, town, clock_at):
    page = client.get(reverse("invite-us"), {"neighbourhood": "northside"}).content.decode()
    assert "In danger now?" in page and "What would you like?" in page and "textarea" not in page
    chosen = {"neighbourhood": "northside", "kind": "event", "next": "1"}
    page = client.get(reverse("invite-us"), chosen).content.decode()
    assert "In danger now?" in page and "For our public list" in page and "Your number" not in page
    reply = client.post(reverse("invite-us"), SENT | {"key": new_key()})
    row = Invitation.objects.get()
    assert (row.kind, row.listed_words) == ("event", "Party in the park")
    receipt = receipts.normalise(reply.context["receipt"])
    assert receipts.find(receipt) == row.concern
    thread = client.post(reverse("follow"), {"receipt": receipt}).content.decode()
    assert "Our summer party" in thread


def test_the_same_form_sent_twice_is_one_invitation(client, town, clock_at):
    sent = SENT | {"key": new_key()}
    first, second = (client.post(reverse("invite-us"), sent).context["receipt"] for _n in range(2))
    assert first == second
    assert Invitation.objects.count() == 1
    client.post(reverse("invite-us"), SENT | {"key": "a key that somebody made up"})
    assert Invitation.objects.count() == 2


def test_a_broken_form_is_told_and_keeps_nothing(client, town, clock_at):
    wrong = [
        {"kind": "raid"}, {"neighbourhood": "nowhere"}, {"words": " "}, {"words": "x" * 2001},
        {"kind": "call", "reach": "text", "phone": ""}, {"email": "no"},
        {"kind": "call", "reach": "voice", "phone": "call me <b>"},
        {"kind": "call", "reach": "pigeon", "phone": "555 0100"},
        {"kind": "call", "phone": "555 0100"},
    ]  # fmt: skip
    for change in wrong:
        assert client.post(reverse("invite-us"), SENT | change).status_code == 422
    assert not Concern.objects.exists()


def test_the_first_page_says_what_is_not_chosen_yet(client, town):
    reply = client.get(reverse("invite-us"), {"neighbourhood": "northside", "next": "1"})
    assert reply.status_code == 422
    assert "Choose what you would like." in reply.content.decode()


@pytest.mark.parametrize(
    ("reach", "words", "link"),
    [
        ("voice", "Call:", "tel:"),
        ("text", "Write a text message, do not call:", "sms:"),
        ("relay", "Call through a relay service:", "tel:"),
    ],
)
def test_who_does_not_hear_a_telephone_is_reached_another_way(
    client, town, cast, clock_at, reach, words, link
):
    sent = SENT | {"kind": "call", "phone": "+1 312 555 0100", "reach": reach}
    assert client.post(reverse("invite-us"), sent).status_code == 200
    row = Invitation.objects.get()
    assert (row.reach, row.listed_words) == (reach, "")
    client.force_login(cast.bram)
    url = reverse("team-invitation", args=[row.concern.public_id])
    page = client.get(url).content.decode()
    assert words in page and f"{link}+1 312 555 0100" in page


def test_one_network_sends_so_many_an_hour(client, town, clock_at, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    assert client.post(reverse("invite-us"), SENT).status_code == 200
    assert client.post(reverse("invite-us"), SENT).status_code == 429


def test_an_invitation_is_nobody_s_worry_on_any_public_page_or_in_the_early_warning(
    asked, town, clock_at
):
    asked()
    day = clock_at.day
    assert nearby(town.north) == []
    assert counts(town.north, day, day).received == 0
    assert len(unprompted(day, day)) == 0
    assert not Category.objects.worries().filter(is_invitation=True).exists()


def test_it_waits_on_the_concern_clock_and_stands_with_what_is_late(client, asked, cast, clock_at):
    row = asked()
    assert row.concern.first_reply_due_at == clock_at.moment + timedelta(hours=72)
    clock_at.forward(days=4)
    assert row.concern in overdue_first_reply()
    client.force_login(cast.dana)
    assert (
        "An invitation to us"
        in client.get(reverse("team-concerns"), {"overdue": "on"}).content.decode()
    )


def yes(kind, clock_at, **more) -> dict:
    day = (clock_at.day + timedelta(days=40)).isoformat()
    return {
        "yes": "1", "yes-kind": kind.slug, "yes-day": day, "yes-begins": "17:00",
        "yes-ends": "19:00", "yes-place": "The park", "yes-words": "We come at five, with two.",
    } | more  # fmt: skip


def test_bram_says_yes_and_it_is_listed_in_the_hosts_own_words(client, asked, cast, kind, clock_at):
    row = asked(listed_words="Party in the park")
    client.force_login(cast.bram)
    url = reverse("team-invitation", args=[row.concern.public_id])
    assert "Our party" in client.get(url).content.decode()
    sent = yes(kind, clock_at, **{"yes-title": "Police tell you how to party"})
    assert client.post(url, sent).status_code == 302
    event = Event.objects.get()
    assert (event.title, event.is_listed) == ({"en": "Party in the park"}, True)
    assert event.hosts_asked_on == row.concern.received_on
    row.refresh_from_db()
    concern = Concern.objects.get(pk=row.concern.pk)
    assert (row.outcome, row.event, concern.state) == ("accepted", event, "in_progress")
    assert concern.first_replied_at is not None
    assert concern.target_on == clock_at.day + timedelta(days=40)  # late only after that day
    assert AuditRow.objects.get(verb="invitation.accept").actor_id == cast.bram.public_id
    client.logout()
    shown = client.get(reverse("event", args=[event.public_id])).content.decode()
    assert "Party in the park" in shown


def test_without_the_hosts_words_it_is_on_no_public_page(client, asked, cast, kind, clock_at):
    row = asked()
    client.force_login(cast.bram)
    url = reverse("team-invitation", args=[row.concern.public_id])
    client.post(url, yes(kind, clock_at, **{"yes-title": "Party"}))
    event = Event.objects.get()
    assert not event.is_listed
    client.logout()
    assert client.get(reverse("event", args=[event.public_id])).status_code == 404


def test_a_faith_visit_is_planned_because_the_invitation_proves_the_asking(
    asked, cast, kind, clock_at, client
):
    faith = EventKind.objects.filter(only_when_asked=True).first()
    row = asked(listed_words="Open day at the mosque")
    client.force_login(cast.bram)
    client.post(reverse("team-invitation", args=[row.concern.public_id]), yes(faith, clock_at))
    assert Event.objects.get().hosts_asked_on == clock_at.day


def test_bram_says_no_and_amal_reads_why(client, asked, cast):
    row = asked()
    client.force_login(cast.bram)
    url = reverse("team-invitation", args=[row.concern.public_id])
    assert client.post(url, {"no": "1", "no-because": " "}).status_code == 422
    reason = "All three of us are on leave that week. May we come in May?"
    assert client.post(url, {"no": "1", "no-because": reason}).status_code == 302
    row.refresh_from_db()
    concern = Concern.objects.get(pk=row.concern.pk)
    assert (row.outcome, concern.state) == ("declined", "no_action")
    assert concern.messages.filter(words__text=reason).exists()
    with pytest.raises(Refused):
        answering.decline(invitation=row, because="Again", by=cast.bram)


def test_a_call_back_becomes_a_promise_by_a_day(client, asked, cast, clock_at):
    row = asked(kind="call", phone="+1 312 555 0100")
    client.force_login(cast.bram)
    url = reverse("team-invitation", args=[row.concern.public_id])
    assert "+1 312 555 0100" in client.get(url).content.decode()
    assert AuditRow.objects.filter(verb="invitation.read").count() == 1
    due = clock_at.day + timedelta(days=2)
    client.post(
        url, {"yes": "1", "yes-due_on": due.isoformat(), "yes-words": "I call on Wednesday."}
    )
    task = Task.objects.get()
    assert (task.due_on, task.title) == (due, "Call back")


def test_a_phone_number_is_kept_only_for_a_call_back(asked):
    assert asked(kind="walk", phone="+1 312 555 0100").phone == ""


def test_chidi_and_nobody_read_and_answer_no_invitation_of_northside(client, asked, cast):
    row = asked()
    url = reverse("team-invitation", args=[row.concern.public_id])
    for page in (url, reverse("team-invitations")):
        assert "/accounts/login/" in client.get(page).url
    client.force_login(cast.chidi)
    assert client.get(url).status_code == 403
    assert client.post(url, {"no": "1", "no-because": "No."}).status_code == 403
    assert row.concern.public_id not in client.get(reverse("team-invitations")).content.decode()
    with pytest.raises(PermissionDenied):
        answering.decline(invitation=row, because="No.", by=cast.chidi)
    client.force_login(cast.esi)
    assert client.get(reverse("team-invitations")).status_code == 403


def test_the_list_has_as_many_queries_for_one_as_for_many(
    client, asked, cast, django_assert_max_num_queries
):
    for _n in range(30):
        asked()
    client.force_login(cast.bram)
    url = reverse("team-invitations")
    client.get(url)
    with django_assert_max_num_queries(6):
        first = client.get(url)
    rest = client.get(url + first.context["page"].next_url).context["page"]
    assert len(first.context["page"].rows) + len(rest.rows) == 30


def test_the_number_and_the_words_for_the_list_go_after_the_ending(asked, cast, clock_at):
    row = asked(kind="call", phone="+1 312 555 0100")
    later = clock_at.moment + timedelta(days=400)
    assert expired(INVITED, later) == []  # still waiting
    answering.decline(invitation=row, because="We have no phone.", by=cast.bram)
    assert expired(INVITED, later) == [row.public_id]
    assert export(Subject(concern=row.concern.public_id))[0].contact == {"phone": row.phone}
    assert (erase(INVITED, row.public_id), erase(INVITED, row.public_id)) == (1, 0)
    row.refresh_from_db()
    assert row.phone == ""


def test_what_was_heard_at_an_event_joins_a_concern_and_never_an_invitation(asked, town):
    asked()
    report(
        category=Category.objects.worries().first(), words="Dark", by=Actor.resident(),
        neighbourhood=town.north, staff_title="Dark corner",
    )  # fmt: skip
    (joined,) = [rows for group, rows in what_may_follow([town.north]) if group == "The same as"]
    assert [words for _value, words in joined] == ["Dark corner"]

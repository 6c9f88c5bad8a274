"""What a phone fetches for the log, and what it sends after it had no network."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from commonground.common.models import AuditRow
from commonground.concerns.models import Concern
from commonground.engagement.contacting import log_contact
from commonground.engagement.log.phone import FILES
from commonground.engagement.log.receiving import MOST_AT_ONCE, receive
from commonground.engagement.models import Abstraction, Contact
from commonground.people.phones import owner_mark

HOUR = 3600
VISIT = {"type": "contact", "key": "V1", "kind": "visit", "neighbourhood": "northside",
         "minutes": "20"}  # fmt: skip
AWAY = {"type": "away", "key": "A1", "because": "court", "neighbourhood": "northside",
        "minutes": "240", "away_on": ""}  # fmt: skip


@pytest.fixture
def send(client, cast, clock_at):
    client.force_login(cast.bram)

    def post(entries, who=None, raw=None):
        body = raw or json.dumps({"who": who or owner_mark(cast.bram), "entries": entries})
        return client.post(reverse("team-log-send"), body, content_type="application/json")

    return post


def one(send, entry):
    (result,) = send([entry]).json()["results"]
    return result


def test_an_entry_is_kept_with_the_hour_in_which_it_happened(send, clock_at):
    clock_at.forward(minutes=30)  # half past nine
    result = one(send, VISIT | {"seconds_ago": 2 * HOUR})
    assert result == {"key": "V1", "ok": True, "logged": "Visit, Northside", "note": ""}
    assert Contact.objects.get().at_hour == clock_at.moment.replace(hour=7, minute=0)


def test_sent_again_it_is_kept_once_and_audited_once(send):
    assert one(send, VISIT)["ok"] and one(send, VISIT)["ok"]
    assert Contact.objects.count() == 1
    assert AuditRow.objects.filter(verb="log.write").count() == 1


@pytest.mark.parametrize(
    ("seconds_ago", "sentence"),
    [(-120, "still to come"), (15 * 24 * HOUR, "more than 14 days ago"),
     (10**30, "more than 14 days ago")],
)  # fmt: skip
def test_the_future_and_what_is_too_long_ago_are_refused_in_a_sentence(send, seconds_ago, sentence):
    for entry in (VISIT, AWAY):
        result = one(send, entry | {"seconds_ago": seconds_ago * (720 if entry is AWAY else 1)})
        assert result["ok"] is False and sentence in result["sentence"]
    assert not Contact.objects.exists() and not Abstraction.objects.exists()


def test_a_day_off_the_neighbourhood_is_the_day_on_which_it_was_logged(send, clock_at):
    assert one(send, AWAY | {"seconds_ago": 30 * HOUR})["ok"]
    assert Abstraction.objects.get().away_on == clock_at.day - timedelta(days=1)


def test_what_can_be_kept_is_kept_and_the_rest_is_answered_one_by_one(send):
    entries = [VISIT, VISIT | {"key": "V2", "kind": "arrest"}, AWAY, {"key": "X"}, 7]
    results = send(entries).json()["results"]
    assert [r["ok"] for r in results] == [True, False, True, False, False]
    assert all(r["sentence"] for r in results if not r["ok"])
    assert (Contact.objects.count(), Abstraction.objects.count()) == (1, 1)


def test_the_tally_is_kept_and_words_that_look_like_a_person_are_not(send, litter):
    told = VISIT | {"heard": "Bins, says Maria", "category": "test-litter"}
    result = one(send, told)
    assert result["ok"] and "“Maria”" in result["words"]
    assert Contact.objects.get().concern is None and not Concern.objects.exists()
    words = {"type": "words", "key": "V1w", "of": "V1", "heard": "Bins", "category": "test-litter"}
    assert one(send, words)["ok"] and one(send, words)["ok"]
    assert Concern.objects.count() == 1


def test_words_without_their_entry_are_told_so(send, litter, cast):
    log_contact(kind="chat", neighbourhood=cast.bram.postings.get().neighbourhood, minutes=10,
                by=cast.dana, idempotency_key="D1")  # fmt: skip
    for of in ("gone", "D1", ""):
        words = {"type": "words", "key": "W", "of": of, "heard": "x", "category": "test-litter"}
        assert "not there any more" in one(send, words)["sentence"]


def test_chidis_neighbourhood_is_none_of_brams(send):
    result = one(send, VISIT | {"neighbourhood": "southside"})
    assert result["ok"] is False and not Contact.objects.exists()


def test_somebody_elses_key_is_refused_and_shows_nothing(send, cast, town):
    log_contact(
        kind="chat", neighbourhood=town.north, minutes=10, by=cast.dana, idempotency_key="V1"
    )
    result = one(send, VISIT)
    assert result["ok"] is False and "Chat" not in result["sentence"]


def test_another_persons_queue_is_refused_whole(send, cast):
    answer = send([VISIT], who=owner_mark(cast.chidi))
    assert answer.status_code == 409 and "Nothing was sent" in answer.json()["sentence"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [("{", 400), ("[]", 400), ('{"who": "x"}', 400), ('{"who": 1, "entries": 3}', 400),
     (b"\xff\xfe", 400), ("[" * 100_000, 400)],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(send, raw, status):
    answer = send([], raw=raw)
    assert answer.status_code == status and answer.json()["sentence"]


def test_too_many_at_once_are_refused(send):
    entries = [VISIT | {"key": f"V{n}"} for n in range(MOST_AT_ONCE + 1)]
    assert send(entries).status_code == 413
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [{"due_on": 5}, {"due_on": 1e308}, {"due_on": True}, {"key": "a\x00b"},
     {"near": "a\x00b"}, {"near": "\ud800"}, {"minutes": [1]},
     {"seconds_ago": "soon", "kind": "arrest"}, {"neighbourhood": {"a": 1}}],
)  # fmt: skip
def test_odd_values_break_nothing(cast, clock_at, odd):
    (result,) = receive([VISIT | odd], cast.bram)
    assert result["ok"] is False and result["sentence"]


def test_a_number_in_the_place_of_a_day_is_refused_for_the_whole_day_too(cast, clock_at):
    (result,) = receive([AWAY | {"away_on": -1}], cast.bram)
    assert result["ok"] is False and result["sentence"]


def test_the_phone_learns_who_is_signed_in_and_gets_a_token_that_is_good(cast, clock_at):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bram)
    told = client.get(reverse("team-log-send")).json()
    assert told["who"] == owner_mark(cast.bram) != owner_mark(cast.chidi)
    body = json.dumps({"who": told["who"], "entries": [VISIT]})
    sent = {"content_type": "application/json"}
    assert client.post(reverse("team-log-send"), body, **sent).status_code == 403
    headers = {"X-CSRFToken": told["token"]}
    answer = client.post(reverse("team-log-send"), body, headers=headers, **sent)
    assert answer.json()["results"][0]["ok"]


@pytest.mark.parametrize("name", ["team-log-send", "team-log-shell"])
def test_nobody_is_sent_to_sign_in_and_esi_has_no_part(client, cast, name):
    assert client.get(reverse(name))["Location"].startswith("/accounts/login/")
    client.force_login(cast.esi)
    assert client.get(reverse(name)).status_code == 403


def test_what_was_sent_in_the_background_is_said_on_the_next_page(send, client):
    send([VISIT, VISIT | {"key": "V2"}])
    assert "2 entries were logged." in client.get(reverse("team-log")).content.decode()


def test_the_page_without_a_network_holds_no_name_no_token_and_no_count(send, client, cast):
    one(send, VISIT)
    page = client.get(reverse("team-log-shell")).content.decode()
    assert "Northside" in page and "log-phone" in page
    for word in (
        cast.bram.display_name,
        cast.bram.public_id,
        "Logged: Visit",
        "csrfmiddlewaretoken",
        "Your own",
    ):
        assert word not in page
    assert "Logged: Visit" in client.get(reverse("team-log")).content.decode()


def test_the_usual_is_one_press_and_counts_only_ones_own(send, client, cast, town):
    for number in range(2):
        one(send, VISIT | {"key": f"V{number}"})
        log_contact(kind="meeting", neighbourhood=town.north, minutes=60, by=cast.dana,
                    idempotency_key=f"D{number}")  # fmt: skip
    page = client.get(reverse("team-log"))
    assert [one.value for one in page.context["usual"]] == ["visit|northside|20"]
    sent = {"usual": "visit|northside|20", "minutes": "10", "idempotency_key": "U"}
    told = client.post(reverse("team-log"), sent, follow=True).content.decode()
    assert "Logged: Visit, Northside" in told
    assert Contact.objects.get(idempotency_key="U").minutes == 20


def test_the_worker_stays_below_the_log_and_keeps_only_the_logs_own_files(client, db):
    answer = client.get(reverse("log-worker"))
    assert reverse("log-worker").startswith(reverse("team-log"))  # its scope, and no header more
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    body = answer.content.decode()
    files = json.loads(body.split("const FILES = ")[1].split(";\n")[0])
    assert files == [f"/static/{name}" for name in FILES]


def test_the_app_opens_at_the_log_and_has_icons(client, db):
    answer = client.get(reverse("log-manifest"))
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert told["start_url"] == told["scope"] == reverse("team-log")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}


def test_signing_out_tells_the_browser_to_forget(client, cast):
    client.force_login(cast.bram)
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'

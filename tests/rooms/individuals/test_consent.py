"""Nothing without a yes, and the way out in every message."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from commonground.common import clock, deployment
from commonground.common.errors import Refused
from commonground.common.models import AuditRow, Erasure
from commonground.individuals import links, retention, wording
from commonground.individuals.cards import Details, add_card, edit_card, spoke, take_off
from commonground.individuals.models import Individual, Wording
from commonground.individuals.renewing import ask_to_stay
from commonground.keeping import retaining
from commonground.messaging.models import OutboxMessage

from .conftest import IRIS

LINK = re.compile(r"http://[^/]+(/my-card/\S+)")


def mail(part: str) -> OutboxMessage:
    return OutboxMessage.objects.get(key__endswith=f":{part}")


def link(message: OutboxMessage, kind: str) -> str:
    return next(path for path in LINK.findall(message.body) if f"/my-card/{kind}" in path)


def fresh(card: Individual) -> Individual:
    return Individual.objects.get(pk=card.pk)


def test_who_is_asked_by_link_is_seen_by_nobody_until_they_say_yes(add, signed_in):
    card = add("link")
    bram = signed_in("bram")
    page = bram.get("/team/network/northside/").content.decode()
    assert "Iris" not in page and "1 person was asked" in page
    assert bram.get(f"/team/network-cards/{card.public_id}/").status_code == 404
    yes = link(mail("first"), "yes")
    assert "18 or older" in Client().get(yes).content.decode()
    assert fresh(card).state == "asked", "a mail scanner that opens the link says no yes"
    assert Client().post(yes).status_code == 200
    assert (fresh(card).state, fresh(card).consent_how) == ("live", "link")
    assert "Iris" in bram.get("/team/network/northside/").content.decode()


def test_the_yes_can_be_clicked_twice_and_does_nothing_more(add):
    card = add("link")
    yes = link(mail("first"), "yes")
    assert [Client().post(yes).status_code for _ in range(2)] == [200, 200]
    assert AuditRow.objects.filter(verb="individual.consent").count() == 1
    assert OutboxMessage.objects.filter(key=f"individual:{card.public_id}:welcome").count() == 1


def test_a_spoken_yes_keeps_when_how_and_which_words_and_writes_to_the_person(add, clock_at):
    card = fresh(add())
    assert (card.state, card.consent_how, card.consented_on) == ("live", "spoken", clock_at.day)
    assert Wording.objects.get(version=card.consent_wording).words["en"].startswith("You are 18")
    message = mail("first")
    assert message.to == IRIS and "Only this team sees it" in message.body
    leave = link(message, "leave")
    assert message.headers["List-Unsubscribe"].endswith(f"{leave}>")
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_message_is_in_the_persons_language(add):
    add(language="es")
    with translation.override("es"):
        assert wording.sentences()[0] in mail("first").body
    assert wording.sentences()[0] not in mail("first").body


def test_the_link_shows_a_button_and_only_a_post_erases(add):
    card = add()
    leave = link(mail("first"), "leave")
    page = Client().get(leave)
    assert "<button" in page.content.decode() and fresh(card).state == "live"
    without_cookies = Client(enforce_csrf_checks=True)
    assert without_cookies.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    gone = fresh(card)
    assert (gone.state, gone.name, gone.email, gone.phone, gone.role_label) == ("ended", *[""] * 4)
    assert gone.languages == [] and gone.known_to is None and gone.role == "school"
    assert Erasure.objects.get().key == card.public_id
    assert Client().post(leave).status_code == 200, "a second click is no error"
    assert Erasure.objects.count() == 1


def test_who_leaves_gets_no_message_that_was_still_waiting(add, cast):
    take_off(card=add(), by=cast.bram)
    assert not OutboxMessage.objects.exists()


def test_links_that_are_guessed_cut_off_or_of_another_kind_do_nothing(add):
    card = add("link")
    good = links.token(links.CONFIRM, card)
    wrong = ["", "x", card.public_id, good[:-1], f"{good}0", good[:-1] + "ü", "<b>" + good,
             links.token(links.WITHDRAW, card), links.token(links.MINE, card)]  # fmt: skip
    for token in filter(None, wrong):
        for kind in ("yes/", "stay/", ""):
            if token == links.token(links.MINE, card) and not kind:
                continue
            answer = Client().post(f"/my-card/{kind}{token}/")
            assert answer.status_code in (404, 405, 410), (kind, token)
    for token in ("x", good, links.token(links.MINE, card)):
        assert Client().post(f"/my-card/leave/{token}/").status_code == 404
    assert fresh(card).state == "asked"


def test_the_link_to_say_yes_is_over_after_14_days_and_the_card_goes(add, clock_at):
    card = add("link")
    clock_at.forward(days=16)
    assert Client().post(f"/my-card/yes/{links.token(links.CONFIRM, card)}/"
                         ).status_code == 410  # fmt: skip
    retaining.retain()
    assert (fresh(card).state, fresh(card).email) == ("ended", "")


def test_no_link_brings_an_erased_card_back(add, cast):
    card = add("link")
    yes = link(mail("first"), "yes")
    Client().post(f"/my-card/leave/{links.token(links.WITHDRAW, card)}/")
    assert Client().post(yes).status_code == 410
    stay = links.token(links.KEEP, card)
    assert Client().post(f"/my-card/stay/{stay}/").status_code == 410
    assert fresh(card).state == "ended"


def test_24_months_after_the_last_touch_a_card_is_erased_with_a_line_in_the_ledger(add, clock_at):
    card = add()
    clock_at.forward(days=729)
    retaining.retain()
    assert fresh(card).state == "live"
    clock_at.forward(days=3)
    retaining.retain()
    assert fresh(card).state == "ended"
    assert Erasure.objects.filter(key=card.public_id, why="expired").exists()


def test_a_month_before_the_person_is_asked_once_and_may_stay(add, cast, clock_at):
    card = add()
    clock_at.forward(days=690)
    assert ask_to_stay() == 0
    clock_at.forward(days=12)
    assert [ask_to_stay(), ask_to_stay()] == [1, 0]
    stay = link(mail("renewal-2026-03-02"), "stay")
    assert Client().get(stay).status_code == 200 and fresh(card).touched_on.year == 2026
    assert Client().post(stay).status_code == 200
    assert fresh(card).touched_on == clock_at.day
    clock_at.forward(days=10)
    Client().post(stay)
    assert fresh(card).touched_on == clock_at.day - timedelta(days=10), "a link works once"


def test_speaking_is_a_touch_and_editing_is_none(add, cast, clock_at):
    card = add()
    clock_at.forward(days=10)
    edit_card(card=card, details=Details(name="Iris", role="school", email=IRIS), by=cast.bram)
    assert fresh(card).touched_on == clock_at.day - timedelta(days=10)
    spoke(card=card, by=cast.bram)
    assert fresh(card).touched_on == fresh(card).last_spoken_on == clock_at.day


def test_a_restored_card_is_erased_again_by_the_ledger(add, cast):
    card = add()
    before = {f.attname: getattr(fresh(card), f.attname) for f in Individual._meta.fields}
    take_off(card=card, by=cast.bram)
    Individual.objects.filter(pk=card.pk).update(**before)
    Erasure.objects.all().delete()
    assert fresh(card).name == "Iris Example"
    assert retaining.replay(retaining.ledger.lines()).erased == 1
    assert (fresh(card).name, fresh(card).state) == ("", "ended")


def test_the_person_reads_and_takes_all_that_is_held(add):
    card = add(cares_about="the crossing by the gate", topics=[])
    path = f"/my-card/{links.token(links.MINE, card)}/"
    page = Client().get(path)
    for words in ("Iris Example", IRIS, "555 0100", "the crossing by the gate", "English, Spanish"):
        assert words in page.content.decode()
    assert "one of the team" in page.content.decode() and "Bram" not in page.content.decode()
    told = json.loads(Client().get(f"{path}?as=json").content)
    assert told["contact"]["name"] == "Iris Example" and told["facts"]["how"]
    assert told["facts"]["an officer knows them"] == "yes"
    assert page["Cache-Control"] == "no-store"


def test_who_has_not_said_yes_is_not_told_that_they_did(add):
    path = f"/my-card/{links.token(links.MINE, add('link'))}/"
    assert "until you answer" in Client().get(path).content.decode()
    Client().post(link(mail("first"), "yes"))
    assert "because you said yes" in Client().get(path).content.decode()


def test_an_access_request_by_e_mail_finds_the_card_and_a_public_one_shows_no_name(add):
    from commonground.common.retention import Subject
    from commonground.keeping import redacting

    add()
    (record,) = retention.export(Subject(email=f" {IRIS.upper()} "))
    assert record.contact["name"] == "Iris Example"
    public = redacting.redact([record], redacting.RECORDS).records
    assert "Iris" not in str(public) and IRIS not in str(public)
    assert retention.export(Subject(email="other@example.org")) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"is_adult": False}, "adults only"),
        ({"words_read": False}, "Read the words"),
        ({"how": "guessed"}, "how the person said yes"),
    ],
)
def test_there_is_no_card_without_the_words_an_adult_and_a_yes(town, cast, change, sentence):
    told = {"how": "spoken", "is_adult": True, "words_read": True} | change
    with pytest.raises(Refused, match=sentence):
        add_card(
            neighbourhood=town.north, details=Details(name="I", role="school", phone="555 0100"),
            by=cast.bram, **told,
        )  # fmt: skip
    assert not Individual.objects.exists()


def test_a_yes_of_tomorrow_or_of_last_year_is_refused(town, cast):
    for days in (-1, 31):
        with pytest.raises(Refused):
            add_card(
                neighbourhood=town.north, by=cast.bram, how="paper", is_adult=True,
                details=Details(name="I", role="school", phone="555 0100"), words_read=True,
                consented_on=clock.today() - timedelta(days=days),
            )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "own", "words"),
    [
        ("Europe/London", "", "Freedom of Information Act 2000"),
        ("America/Chicago", "", "may not be able to refuse"),
        ("UTC", "", "or a court"),
        ("UTC", "Our own state's law.", "Our own state's law."),
    ],
)
def test_the_words_say_when_the_law_could_open_the_card(zone, own, words, monkeypatch, db):
    house = deployment.Deployment(time_zone=zone, privacy_public_records=own)
    monkeypatch.setattr(wording, "deployment", lambda: house)
    assert words in " ".join(wording.sentences())


def test_other_words_are_another_version_and_the_old_ones_stay(monkeypatch, db):
    first = wording.current()
    house = deployment.Deployment(privacy_public_records="Another law.")
    monkeypatch.setattr(wording, "deployment", lambda: house)
    assert wording.current() != first
    assert wording.current() == wording.current()
    assert Wording.objects.count() == 2

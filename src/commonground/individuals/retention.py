"""How long a card is kept: 24 months after its person last said yes or spoke with us."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import telling
from .models import Individual
from .vocabulary import State

CARDS = _("Cards of people who know the neighbourhood")
ASKED = _("Cards of people who were asked and have not said yes")
PERSONAL = (
    "name", "role_label", "email", "phone", "meet_at", "cares_about", "languages", "topics",
    "place", "known_to",
)  # fmt: skip
RETENTION = [
    Rule(
        store=CARDS,
        model="individuals.Individual",
        name="individuals",
        least=60,
        most=730,  # what each consent was told
        personal=PERSONAL,
        days=730,
        since=_(
            "after we last spoke or the person said yes; at once when the person takes it back"
        ),
        stays=_("the neighbourhood, the kind of role, the dates and the version of the words"),
    ),
    Rule(
        store=ASKED,
        model="individuals.Individual",
        name="individuals_asked",
        least=1,
        most=14,  # what the message says
        personal=PERSONAL,
        days=14,
        since=_("after we asked"),
        stays=_("that somebody was asked, and when"),
    ),
]
NOT_PERSONAL = {
    "individuals.Wording": "the words that are read out to everybody",
    "individuals.KnownPlace": "names of schools, shops and groups that staff entered",
    "individuals.NetworkCount": "counts",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    day = clock.local_day(before)
    if rule.store == CARDS:
        rows = Individual.objects.live().filter(touched_on__lt=day)
    else:
        rows = Individual.objects.filter(state=State.ASKED, asked_on__lt=day)
    return list(rows.values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    """By either rule whatever its state: a restored copy may have it as it was before."""
    card = Individual.objects.filter(public_id=key).exclude(state=State.ENDED).first()
    if card is None:
        return 0
    empty(card)
    return 1


def empty(card: Individual) -> None:
    """Everything personal goes; what was about to be sent to the person too."""
    telling.drop_waiting(card)
    Individual.objects.filter(pk=card.pk).update(
        state=State.ENDED, ended_on=clock.today(), name="", role_label="", email="", phone="",
        meet_at="", cares_about="", languages=[], topics=[], place=None, known_to=None,
    )  # fmt: skip


def store_of(card: Individual) -> str:
    return ASKED if card.state == State.ASKED else CARDS


def export(subject: Subject) -> list[Record]:
    """All cards with an e-mail address; the personal parts are never public records of ours."""
    if not subject.email:
        return []
    rows = Individual.objects.filter(email=subject.email.strip().lower())
    return [record(card) for card in rows.select_related("neighbourhood", "place").order_by("id")]


def record(card: Individual) -> Record:
    """Everything that we hold about the person of the card."""
    return Record(
        store=store_of(card),
        key=card.public_id,
        title="Card of a person who knows the neighbourhood",
        at=clock.start_of(card.consented_on or card.asked_on),
        written_by="staff",
        facts={
            "neighbourhood": card.neighbourhood.name,
            "role": str(card.get_role_display()),
            "asked on": str(card.asked_on),
            "said yes on": str(card.consented_on or ""),
            "how": str(card.get_consent_how_display()) if card.consent_how else "",
            "version of the words": card.consent_wording,
            "last touch": str(card.touched_on),
            "last spoken on": str(card.last_spoken_on or ""),
            # which one is the officer's to say
            "an officer knows them": "yes" if card.known_to_id else "no",
        },
        contact={
            "name": card.name,
            "what the role is": card.role_label,
            "place": str(card.place or ""),
            "e-mail": card.email,
            "phone": card.phone,
            "meet at": card.meet_at,
            "best time": str(card.get_best_time_display()),
            "languages": ", ".join(card.languages),
            "topics": ", ".join(card.topics),
            "cares about": card.cares_about,
            "language of our messages": card.language,
        },
    )

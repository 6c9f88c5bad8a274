"""Making a card: only with a yes. Asked by link, it stays unseen until the person says so."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock, ledger
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.common.twice import once_a_key
from commonground.concerns.models import Category
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.models import Neighbourhood

from . import retention, telling, wording, words
from .models import Individual, KnownPlace
from .vocabulary import BestTime, How, State

WRITE = "individual.write"


@dataclass(frozen=True)
class Details:
    """What a card says; there is no other part."""

    name: str
    role: str
    role_label: str = ""
    place: KnownPlace | None = None
    email: str = ""
    phone: str = ""
    meet_at: str = ""
    best_time: str = BestTime.ANY
    languages: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    cares_about: str = ""
    language: str = "en"

    def fields(self) -> dict[str, object]:
        told = vars(self)
        told = told | {k: " ".join(v.split()) for k, v in told.items() if isinstance(v, str)}
        return told | {"email": self.email.strip().lower()}


def check_details(details: Details, neighbourhood: Neighbourhood) -> None:
    if not details.name.strip():
        raise Refused(_("Write down the name."))
    if not (details.email or details.phone or details.meet_at):
        raise Refused(_("Say how to reach this person: e-mail, phone or a place."))
    if details.place and details.place.neighbourhood_id != neighbourhood.id:
        raise Refused(_("This place is not in the neighbourhood."))
    words.check_label(details.role_label)
    words.check_label(details.meet_at)
    words.check_cares(details.cares_about)


@once_a_key(Individual)
@transaction.atomic
def add_card(
    *,
    neighbourhood: Neighbourhood,
    details: Details,
    how: str,
    is_adult: bool,
    words_read: bool,
    by: Staff,
    consented_on: date | None = None,
    is_example: bool = False,
    idempotency_key: str | None = None,
) -> Individual:
    """Ask by link (`how` is LINK), or write down a yes that was spoken or signed."""
    check(by, WRITE, neighbourhood)
    if idempotency_key:
        known = Individual.objects.filter(idempotency_key=idempotency_key).first()
        if known:
            return known
    check_consent(details, how, is_adult, words_read, consented_on)
    check_details(details, neighbourhood)
    is_asked = how == How.LINK
    if is_asked:
        check_not_asked(details, neighbourhood)
    day = consented_on or clock.today()
    card = Individual.objects.create(
        neighbourhood=neighbourhood, **details.fields(), is_adult=True, known_to=by,
        state=State.ASKED if is_asked else State.LIVE,
        consented_on=None if is_asked else day, consent_how="" if is_asked else how,
        touched_on=clock.today() if is_asked else day, asked_on=clock.today(),
        consent_wording=wording.current(), is_example=is_example,
        idempotency_key=idempotency_key or None,
    )  # fmt: skip
    if not is_example:
        telling.tell(card, "asked" if is_asked else "welcome", key="first")
    note(by.actor(role_for(by, WRITE)), "individual.ask" if is_asked else "individual.add", card)
    return card


def check_consent(
    details: Details, how: str, is_adult: bool, words_read: bool, consented_on: date | None
) -> None:
    if how not in How.values:
        raise Refused(_("Say how the person said yes."))
    if not is_adult:
        raise Refused(_("A card is for adults only: we keep nothing about children."))
    if not words_read:
        raise Refused(_("Read the words to the person first, the part about the law included."))
    if how == How.LINK and not details.email:
        raise Refused(_("To ask by link, give the e-mail address."))
    if consented_on and consented_on > clock.today():
        raise Refused(_("The day of the yes is not in the future."))
    if consented_on and (clock.today() - consented_on).days > 30:
        raise Refused(_("A yes is written down within 30 days. Ask again."))


def check_not_asked(details: Details, neighbourhood: Neighbourhood) -> None:
    """One question to one address at a time: nobody is pressed for a yes."""
    in_turn(neighbourhood)
    asked = Individual.objects.filter(neighbourhood=neighbourhood, state=State.ASKED)
    if asked.filter(email=details.email.strip().lower()).exists():
        raise Refused(_("This address was asked already: they say yes with the link they have."))


@transaction.atomic
def edit_card(*, card: Individual, details: Details, by: Staff) -> Individual:
    """Put right what changed. It is no touch: the 24 months go on. A new address is told."""
    card = _locked(card, by)
    check_details(details, card.neighbourhood)
    new = details.fields()
    moved = bool(new["email"]) and new["email"] != card.email
    for name, value in new.items():
        setattr(card, name, value)
    card.save(update_fields=list(new))
    if moved:
        telling.drop_waiting(card)
        telling.tell(card, "welcome", key=f"moved-{audit_key()}")
    note(by.actor(role_for(by, WRITE)), "individual.edit", card)
    return card


def audit_key() -> str:
    return clock.now().strftime("%Y%m%d%H%M%S%f")


@transaction.atomic
def spoke(*, card: Individual, by: Staff) -> None:
    """We talked today: the day is kept, not what was said."""
    card = _locked(card, by)
    card.last_spoken_on = card.touched_on = clock.today()
    card.renewal_sent_on = None
    card.save(update_fields=["last_spoken_on", "touched_on", "renewal_sent_on"])
    note(by.actor(role_for(by, WRITE)), "individual.spoke", card)


@transaction.atomic
def take_on(*, card: Individual, by: Staff) -> None:
    """From now on `by` is who knows this person: it is on their own list."""
    card = _locked(card, by)
    card.known_to = by
    card.save(update_fields=["known_to"])
    note(by.actor(role_for(by, WRITE)), "individual.take_on", card)


@transaction.atomic
def take_off(*, card: Individual, by: Staff) -> None:
    """The person said a word to us: erased at once."""
    card = _locked(card, by)
    end(card, by.actor(role_for(by, WRITE)))


def end(card: Individual, by: Actor) -> None:
    """Erase with its line in the ledger; call in the verb's transaction."""
    store = retention.store_of(card)
    retention.empty(card)
    ledger.note(store=store, keys=[card.public_id], why="asked")
    note(by, "individual.withdraw", card)


def note(by: Actor, verb: str, card: Individual, **detail: object) -> None:
    audit.record(
        by=by, verb=verb, noun="individual", noun_id=card.public_id,
        neighbourhood=card.neighbourhood.public_id, **detail,
    )  # fmt: skip


def _locked(card: Individual, by: Staff) -> Individual:
    rows = Individual.objects.select_for_update(of=("self",)).select_related("neighbourhood")
    card = rows.get(pk=card.pk)
    check(by, WRITE, card.neighbourhood)
    if card.state != State.LIVE:
        raise Refused(_("This card is not there any more."))
    return card


def topics() -> dict[str, dict[str, str]]:
    """What may be cared about: slug -> name, from the deployment's own concern categories."""
    rows = Category.objects.filter(
        active=True, out_of_scope=False, sensitive=False, about_conduct=False, is_invitation=False
    )
    return dict(rows.values_list("slug", "name"))

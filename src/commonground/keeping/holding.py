"""Legal holds: who stopped an erasure, why and until when. The overseer sees each of them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.retention import Subject, all_rules, rooms
from commonground.people.models import Staff
from commonground.people.rules import check, role_for

from .models import LegalHold


@transaction.atomic
def place(*, key: str = "", store: str = "", why: str, until: date, by: Staff) -> LegalHold:
    """Stop erasure of one thing (`key`, a public id) or of a whole store until a day."""
    check(by, "keeping.hold")
    key = key.strip().upper()
    if bool(key) == bool(store):
        raise Refused(_("Name either one thing by its id or a whole store."))
    if store and store not in {rule.store for rule, _room in all_rules()}:
        raise Refused(_("There is no such store."))
    if key and not _belonging(key):
        raise Refused(_("Nothing here has that id. It is the one in the page's address."))
    if not why.strip():
        raise Refused(_("Say why: the court or the law, and its number."))
    if until < clock.today():
        raise Refused(_("The last day has passed already."))
    hold = LegalHold.objects.create(
        key=key, store=store, why=why.strip(), until=until, placed_by=by.public_id,
        placed_at=clock.now(),
    )
    _note(hold, "hold.place", by, until=until.isoformat())
    return hold


@transaction.atomic
def lift(*, hold: LegalHold, by: Staff) -> None:
    """End a hold before its day; what is due goes at the next run."""
    check(by, "keeping.hold")
    if hold.lifted_at is not None:
        raise Refused(_("This hold was lifted before."))
    hold.lifted_at, hold.lifted_by = clock.now(), by.public_id
    hold.save(update_fields=["lifted_at", "lifted_by"])
    _note(hold, "hold.lift", by)


def _note(hold: LegalHold, verb: str, by: Staff, **detail: object) -> None:
    audit.record(
        by=by.actor(role_for(by, "keeping.hold")), verb=verb, noun="hold",
        noun_id=hold.public_id, on=hold.key or hold.store, **detail,
    )


def _belonging(key: str) -> set[str]:
    """The ids of everything that hangs on a concern or a staff member."""
    found = set()
    for subject in (Subject(concern=key), Subject(staff=key)):
        for room in rooms():
            found |= {record.key for record in room.export(subject)}
    return found


@dataclass(frozen=True)
class Held:
    """What the holds of today stop."""

    keys: frozenset[str]
    stores: frozenset[str]

    def stops(self, store: str, key: str) -> bool:
        return store in self.stores or key in self.keys


def held() -> Held:
    """A hold on a concern reaches the tasks and words that hang on it."""
    holds = list(LegalHold.objects.active())
    keys = {hold.key for hold in holds if hold.key}
    for key in list(keys):
        keys |= _belonging(key)
    return Held(frozenset(keys), frozenset(hold.store for hold in holds if hold.store))

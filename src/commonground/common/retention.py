"""How long each store is kept: every room states it as data in its own retention.py.

A room's retention.py holds one list and three functions (keeping calls them; nobody else)::

    from django.utils.translation import gettext_noop as _
    from commonground.common.retention import Record, Rule, Subject

    RETENTION = [
        Rule(
            store=_("Words of a concern"),       # its name on the public page and in the ledger
            name="words",                        # what commonground.toml calls it in [retention]
            model="concerns.Words",              # where it lies (app label, model); "" for files
            personal=("text", "language"),       # the fields that erasure empties
            days=730,                            # None: no fixed end, `since` says when
            least=90, most=3650,                 # what a deployment may make of it
            since=_("after the concern ended"),
            stays=_("the category, the place to within 8 addresses and the dates"),
        ),
    ]

    def expired(rule: Rule, before: datetime) -> list[str]:
        '''Public ids of what ended before that moment and still has personal parts.'''

    def erase(rule: Rule, key: str) -> int:
        '''Empty the personal parts of one; how many rows changed. Twice is harmless: an
        unknown id or one erased before gives 0. Files (photos) go too. No audit row and no
        ledger row: keeping writes both in the same transaction.'''

    def export(subject: Subject) -> list[Record]:
        '''Everything that this room holds about the subject, unredacted.'''

The id (`key`) is the one that a legal hold would name: the concern's public id for everything
that hangs on a concern, the staff member's for a card, the subscription's for an address. It is
never personal, because the ledger keeps it for ever.

A room that erases at once because somebody asked (unsubscribe, consent withdrawn) calls
`common.ledger.note(store=..., keys=[...], why="asked")` in the same transaction, so that a
restored backup does not bring it back.

A model with text that is nobody's (a category's name) is listed in the room's
`NOT_PERSONAL = {"concerns.Category": "written by staff, public"}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

from .deployment import FILE, deployment
from .errors import Refused


@dataclass(frozen=True)
class Rule:
    store: str
    model: str
    personal: tuple[str, ...]
    days: int | None
    stays: str
    since: str = ""
    name: str = ""  # in [retention] of commonground.toml; "" where no number of days is set
    least: int = 1
    most: int = 3650
    for_residents: bool = True  # whether the public privacy page lists it


@dataclass(frozen=True)
class Subject:
    """What an export is about; a room looks at the parts it knows and gives [] for the rest."""

    concern: str = ""  # a concern's public id
    email: str = ""
    staff: str = ""  # a staff member's public id


@dataclass(frozen=True)
class Record:
    """One thing held, as a disclosure shows it."""

    store: str
    key: str
    title: str  # what it is, in plain words: "Message from the resident"
    at: datetime | None = None
    words: str = ""
    written_by: str = "system"  # resident, staff, system
    author: str = ""  # opaque: which resident (the author row's public id) or which staff member
    is_public: bool = False  # these words are public already
    quotes: bool = False  # staff wrote it and passed a resident's words on in it
    is_secret: bool = False  # its person was not told, because that would endanger someone
    facts: dict[str, str] = field(default_factory=dict)  # codes, dates, counts
    contact: dict[str, str] = field(default_factory=dict)  # e-mail, exact place: personal


def rooms() -> Iterator[ModuleType]:
    """The retention module of each installed room that keeps something personal."""
    for config in apps.get_app_configs():
        name = f"{config.name}.retention"
        ours = config.name.startswith("commonground.") and name != __name__
        if ours and find_spec(name) and getattr(import_module(name), "RETENTION", None):
            yield import_module(name)


def all_rules() -> list[tuple[Rule, ModuleType]]:
    """Every rule with the days in force, and the module that erases by it, room by room."""
    found = [(rule, room) for room in rooms() for rule in room.RETENTION]
    given = deployment().retention
    _refuse(given, {rule.name: rule for rule, _room in found if rule.name})
    return [(replace(rule, days=given.get(rule.name, rule.days)), room) for rule, room in found]


def days_of(store: str) -> int | None:
    """The days in force for one store."""
    return next(rule.days for rule, _room in all_rules() if rule.store == store)


def _refuse(given: object, rules: dict[str, Rule]) -> None:
    """One sentence for the first thing in [retention] that cannot be."""
    if not isinstance(given, dict):
        raise Refused(f"retention in {FILE} is no table: write [retention], below it name = days.")
    for name, days in given.items():
        if name not in rules:
            raise Refused(f"[retention] in {FILE} names {name}: use {', '.join(sorted(rules))}.")
        least, most = rules[name].least, rules[name].most
        if type(days) is not int or not least <= days <= most:
            raise Refused(
                f"[retention] in {FILE} says {name} = {days}: give whole days, {least} to {most}."
            )

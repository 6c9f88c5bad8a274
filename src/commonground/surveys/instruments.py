"""What is asked, as data: items.toml holds every question, instruments.toml which go together.

A question's id is "slug.version". Results are kept and charted by it: where the words change, the
id changes, and the line breaks.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commonground.common.errors import Refused

FOLDER = Path(__file__).resolve().parent / "instruments"
CHOICE, NUMBER, WORDS, GROUP = "choice", "number", "words", "group"
KINDS = {CHOICE, NUMBER, WORDS, GROUP}
WORDINGS = {"published", "ours"}
AUDIENCES = {"residents", "contacts", "staff"}
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Option:
    value: str
    words: dict[str, str]
    is_good: bool = False  # counts for the share that is shown


@dataclass(frozen=True)
class Item:
    """One question about one thing."""

    slug: str
    version: int
    construct: str
    kind: str
    words: dict[str, str]
    options: tuple[Option, ...]
    ends: tuple[dict[str, str], dict[str, str]] | None  # what 0 and 10 mean
    is_published: bool  # words as an instrument of others has them
    is_validated: bool
    source: str

    @property
    def id(self) -> str:
        return f"{self.slug}.{self.version}"

    @property
    def good(self) -> frozenset[str]:
        return frozenset(o.value for o in self.options if o.is_good)

    @property
    def print(self) -> str:
        """A hash of all that a respondent reads, in every language."""
        read = [self.words, self.ends, [(o.value, o.words) for o in self.options]]
        return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Instrument:
    slug: str
    version: int
    audience: str
    least: int  # fewer answers are not shown
    title: dict[str, str]
    items: tuple[Item, ...]

    @property
    def id(self) -> str:
        return f"{self.slug}.{self.version}"

    @property
    def groups(self) -> tuple[Item, ...]:
        """What is asked about the person, to weigh answers with."""
        return tuple(item for item in self.items if item.kind == GROUP)


@lru_cache(maxsize=1)
def items() -> dict[str, Item]:
    told = tomllib.loads((FOLDER / "items.toml").read_text(encoding="utf-8"))
    return read_items(told)


def read_items(told: dict) -> dict[str, Item]:
    """Each item by its id. Refused, with the item's name, where the file cannot be."""
    found: dict[str, Item] = {}
    for entry in told["items"]:
        item = _item(entry, told["scales"])
        if item.id in found:
            raise Refused(f"The question {item.id} stands twice: give the new one a new version.")
        found[item.id] = item
    return found


def _item(entry: dict, scales: dict) -> Item:
    name = f"{entry.get('slug')}.{entry.get('version')}"
    scale = scales.get(entry.get("scale"))
    if scale is None or scale.get("kind", CHOICE) not in KINDS:
        raise Refused(f"The question {name} names a scale that is not there.")
    if entry.get("wording") not in WORDINGS or not entry.get("source"):
        raise Refused(f"The question {name} does not say whose words it has.")
    ends = (scale["low"], scale["high"]) if "low" in scale else None
    return Item(
        slug=entry["slug"],
        version=entry["version"],
        construct=entry["construct"],
        kind=scale.get("kind", CHOICE),
        words=_texts(entry, name),
        options=_options(scale, name),
        ends=ends,
        is_published=entry["wording"] == "published",
        is_validated=entry["validated"],
        source=entry["source"],
    )


def _options(scale: dict, name: str) -> tuple[Option, ...]:
    if scale.get("kind") == NUMBER:
        return tuple(Option(str(n), {"en": str(n)}) for n in range(11))
    return tuple(
        Option(o["value"], _texts(o, name), o.get("good", False)) for o in scale.get("options", [])
    )


def _texts(entry: dict, name: str) -> dict[str, str]:
    """Its words by language; any two-letter key holds one more language."""
    texts = {key: value for key, value in entry.items() if len(key) == 2}
    missing = [language for language in LANGUAGES if not texts.get(language)]
    if missing:
        raise Refused(f"The question {name} has no words in: {', '.join(missing)}.")
    return texts


@lru_cache(maxsize=1)
def instruments() -> dict[str, Instrument]:
    """Every version of every instrument, by id, in the order of the file."""
    told = tomllib.loads((FOLDER / "instruments.toml").read_text(encoding="utf-8"))
    known = items()
    return {i.id: i for i in (_instrument(entry, known) for entry in told["instruments"])}


def _instrument(entry: dict, known: dict[str, Item]) -> Instrument:
    ids = [*entry["items"], *entry.get("about_you", [])]
    strange = next((i for i in ids if i not in known), None)
    if strange is not None or entry["for"] not in AUDIENCES:
        raise Refused(f"The instrument {entry['slug']} names what is not there: {strange}.")
    return Instrument(
        entry["slug"],
        entry["version"],
        entry["for"],
        entry["least"],
        entry["title"],
        tuple(known[i] for i in ids),
    )


def instrument(id: str) -> Instrument:
    if id not in instruments():
        raise Refused(f"There is no instrument {id}: use {', '.join(instruments())}.")
    return instruments()[id]

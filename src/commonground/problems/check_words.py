"""What each check asks, for who does not read its figures. ✓ is yes, ✗ no, ? cannot be told."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

MARKS = {True: "✓", False: "✗", None: "?"}
PATHS = gettext_lazy("Did they change alike before the start?")
CHANCE = gettext_lazy("Is it more than chance brings?")
DRIFT = gettext_lazy("Would it stand, had they drifted apart?")
ENOUGH = gettext_lazy("Are there enough places to tell?")
RECORDS = gettext_lazy("Are all records there?")
QUESTIONS = {
    "pre-trend": PATHS,
    "fit-before": PATHS,
    "balance": PATHS,
    "placebo-in-time": gettext_lazy("Is nothing found before the start, when nothing was done?"),
    "placebo-in-place": gettext_lazy("Is it more than in places where nothing was done?"),
    "permutation": CHANCE,
    "leave-one-out": gettext_lazy("Does it stand without any single place?"),
    "sensitivity-drift": DRIFT,
    "sensitivity-trend": DRIFT,
    "sensitivity-gap": DRIFT,
    "one-start": gettext_lazy("Did all places begin at the same time?"),
    "treated-at-once": gettext_lazy("Is the time before the start known everywhere?"),
    "treated-clusters": ENOUGH,
    "cohort-sizes": ENOUGH,
    "sample-ratio": gettext_lazy("Are as many places with it as was planned?"),
    "rows": RECORDS,
    "gaps-in-time": RECORDS,
}


NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")


def kept(effect: dict) -> dict:
    """An effect as a dictionary, with the sentences of each check for pages to translate."""
    return effect | {"checks": [_kept(check) for check in effect["checks"]]}


def _kept(check: dict) -> dict:
    parts = getattr(check["text"], "parts", ())
    return check | {"text": str(check["text"]), "said": [part._asdict() for part in parts]}


def asked(checks: Iterable[dict]) -> tuple[dict, ...]:
    """Each with its mark, the question that it answers, and its text in the reader's language."""
    return tuple(
        check
        | {"mark": MARKS[check["passed"]], "asks": _question(check["name"])}
        | _in_language(check)
        for check in checks
    )


def _question(name: str) -> str:
    return str(QUESTIONS.get(name, _("Another check")))


def _in_language(check: dict) -> dict:
    """English as it was kept, where a sentence has no other words: results of older versions have
    their text alone."""
    english = (get_language() or "en").startswith("en")
    told = [] if english else [_sentence(**one) for one in check.get("said", ())]
    if not told or None in told:
        return {"words": check["text"], "is_english": True}
    return {"words": " ".join(map(str, told)), "is_english": False}


def _sentence(words: str, values: dict[str, str]) -> str | None:
    """words : "{text}" for one that was told elsewhere, and may have other words as it stands."""
    if words == "{text}":
        words, values = values["text"], {}
    other = _(words)
    if other == words:
        return None
    return other.format(**{name: _number(value) for name, value in values.items()})


def _number(value: str) -> str:
    """As the language writes it, with as many digits as it has."""
    if not NUMBER.fullmatch(value):
        return value
    digits = value.rstrip("%").replace(",", "")
    places = len(digits.partition(".")[2])
    return number_format(Decimal(digits), places) + (" %" if value.endswith("%") else "")

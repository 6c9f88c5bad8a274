"""What each check asks, for who does not read its figures. ✓ is yes, ✗ no, ? cannot be told."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


def asked(checks: Iterable[dict]) -> tuple[dict, ...]:
    """Each with its mark, and the question that it answers."""
    return tuple(
        check | {"mark": MARKS[check["passed"]], "asks": _question(check["name"])}
        for check in checks
    )


def _question(name: str) -> str:
    return str(QUESTIONS.get(name, _("Another check")))

"""Outcomes beside the reports, in words: what changed, how sure, and how that reads with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonground.common.wording import with_sign
from commonground.surveys.models import Mode

from . import check_words, measuring
from .verdicts import CANNOT, FELL, ROSE, chance_words, verdict, why_words

# What the analysis says in English, so that it is collected for translation
SENTENCES = (
    gettext_noop("Too few answers to say: under 30 on one side of one of the rounds."),
    gettext_noop("The answers do not differ, so nothing tells how sure this is."),
    gettext_noop("No round with this question was asked both before the start and after it."),
    gettext_noop("No round has asked this yet: ask one before the start, and one after it."),
)
PLACES = "places"


@dataclass(frozen=True)
class Measured:
    """words : the change with its interval, or why there is none. why : of the verdict."""

    measure: str
    name: str
    words: str
    verdict: str
    why: str
    chance: str  # "" where none is known
    asked: str  # how people were asked; "" where nobody was
    rows: tuple[tuple[str, str, str], ...]  # side, before, after
    checks: tuple[dict, ...]


def measured(found: dict) -> Measured:
    """Of one entry of a result's `measures`."""
    measure, effect = found["measure"], found["effect"]
    name, modes = measuring.name_of(measure), {one["mode"] for one in found.get("rounds", ())}
    return Measured(
        measure, name, _change(measure, effect), _verdict(found), _why(found),
        chance_words(effect),
        " · ".join(str(_asked(mode)) for mode in modes), _rows(measure, found),
        check_words.asked(effect.get("checks", ())),
    )  # fmt: skip


def _asked(mode: str) -> str | Promise:
    return Mode(mode).label


def _change(measure: str, effect: dict) -> str:
    if said := effect.get("cannot"):
        return _(said)
    told = {part: signed(measure, effect[part]) for part in ("estimate", "low", "high")}
    return _("%(estimate)s against the places we compare with (between %(low)s and %(high)s, "
             "95 %%).") % told  # fmt: skip


def signed(measure: str, change: float) -> str:
    """In points of a share, or of the scale from 0 to 10."""
    return with_sign(change, size(measure, change))


def size(measure: str, change: float) -> str:
    if measuring.is_share(measure):
        return _("%(points)s points") % {"points": number_format(abs(round(100 * change, 1)), 1)}
    return _("%(points)s of 10") % {"points": number_format(abs(round(change, 2)), 2)}


def _verdict(found: dict) -> str:
    """Of few places nobody can say whether it was what was done, or their luck."""
    effect = found["effect"]
    return CANNOT if "cannot" in effect or found["by"] != PLACES else verdict(effect)


def _why(found: dict) -> str:
    if "cannot" in found["effect"]:
        return ""
    return why_words(found["effect"]) if found["by"] == PLACES else few_places()


def few_places() -> str:
    return _("With fewer than six places on a side such a change cannot be told from the luck of a "
             "place; the interval counts only who was asked.")  # fmt: skip


def _rows(measure: str, found: dict) -> tuple[tuple[str, str, str], ...]:
    """The four figures, where no place with few answers can be worked out from them."""
    if not found.get("cells"):
        return ()
    before, after, other_before, other_after = (
        f"{_level(measure, cell['mean'])} ({number_format(cell['n'], 0)})"
        for cell in found["cells"]
    )
    return (_("With it"), before, after), (_("Without it"), other_before, other_after)


def _level(measure: str, mean: float) -> str:
    if measuring.is_share(measure):
        return f"{number_format(round(100 * mean), 0)} %"
    return number_format(round(mean, 1), 1)


def visible(planned: dict) -> tuple[str, str]:
    """Name, and what could be learnt, of one entry of a plan's `measures`."""
    measure = planned["measure"]
    if said := planned.get("cannot"):
        plainly = _("You cannot learn this here.")
        return measuring.name_of(measure), f"{plainly} {_(said)}"
    words = _("With as many answers again you would see a change of %(size)s four times in five, "
              "at best.") % {"size": size(measure, planned["reliable"])}  # fmt: skip
    more = few_places() if planned["by"] != PLACES else ""
    return measuring.name_of(measure), f"{words} {more}".strip()


def trust_words(reports: str, registered: Sequence[str], seen: Sequence[Measured]) -> str:
    """Can more trust be told from more trouble? reports : their verdict, "" before the result."""
    asked = [one for one in registered if measuring.is_survey(one)]
    if not asked:
        return _("Only reports were counted. This cannot tell more trust from more trouble: people "
                 "who trust us more may report more.")  # fmt: skip
    if not reports:
        return _("A count of reports alone cannot tell more trust from more trouble, so residents "
                 "are asked too.")  # fmt: skip
    telling = [m for m in seen if m.measure in asked and m.verdict != CANNOT]
    telling.sort(key=lambda m: not measuring.is_reporting(m.measure))
    if not telling:
        return _("What residents were asked shows no change that we can be sure of. So this cannot "
                 "tell more trust from more trouble: people who trust us more may report "
                 "more.")  # fmt: skip
    one = telling[0]
    return _beside(reports, one) % {"question": one.name}


def _beside(reports: str, one: Measured) -> str:
    up = one.verdict == ROSE
    if measuring.is_reporting(one.measure):
        return _READ_REPORTING[reports, up]()
    return _READ[reports, up]()


_READ_REPORTING = {
    (FELL, True): lambda: _("There were fewer reports although more people say that they would "
                            "report. That fits less trouble, not more silence."),
    (FELL, False): lambda: _("There were fewer reports, and fewer people say that they would "
                             "report. Some or all of the fall may be silence."),
    (ROSE, True): lambda: _("There were more reports, and more people say that they would report. "
                            "Some or all of the rise may be trust."),
    (ROSE, False): lambda: _("There were more reports although fewer people say that they would "
                             "report. That fits more trouble, not more trust."),
    (CANNOT, True): lambda: _("More people say that they would report; what that means for the "
                              "number of reports we cannot tell."),
    (CANNOT, False): lambda: _("Fewer people say that they would report, so trouble may not reach "
                               "us."),
}  # fmt: skip
_READ = {
    (FELL, True): lambda: _("There were fewer reports, and residents answered better: %(question)s "
                            "That fits less trouble better than less trust."),
    (FELL, False): lambda: _("There were fewer reports, but residents answered worse: %(question)s "
                             "The fall may be less trust, not less trouble."),
    (ROSE, True): lambda: _("There were more reports, and residents answered better: %(question)s "
                            "The rise may be more trust, not more trouble."),
    (ROSE, False): lambda: _("There were more reports, and residents answered worse: %(question)s "
                             "That fits more trouble better than more trust."),
    (CANNOT, True): lambda: _("Residents answered better: %(question)s Whether there was less "
                              "trouble we cannot tell."),
    (CANNOT, False): lambda: _("Residents answered worse: %(question)s Whether there was more "
                               "trouble we cannot tell."),
}  # fmt: skip

"""Who follows a neighbourhood's news hears of a problem, its plan and its result, each once."""

from django.urls import reverse
from django.utils.translation import gettext_noop

from commonground.common.texts import in_each
from commonground.messaging.digests import announce
from commonground.messaging.models import NewsKind

from .models import Problem, Registration, Result

OPENED = gettext_noop("What we work on: %(title)s")
PLANNED = gettext_noop("How we will see whether it worked: %(title)s")
CHANGED = gettext_noop("How we will see whether it worked was changed: %(title)s")
FOUND = gettext_noop("Did it work? The result is in: %(title)s")
CORRECTED = gettext_noop("A result was corrected: %(title)s")


def tell_opened(problem: Problem) -> None:
    """Once, also where it went off the public pages and came back."""
    _tell(problem, OPENED, reverse("problem", args=[problem.public_id]), problem.public_id)


def tell_planned(registration: Registration) -> None:
    words = CHANGED if registration.amends_id else PLANNED
    _tell(registration.problem, words, _page(registration), registration.public_id)


def tell_found(result: Result) -> None:
    words = CORRECTED if result.corrects_id else FOUND
    _tell(result.registration.problem, words, _page(result.registration), result.public_id)


def _page(registration: Registration) -> str:
    return reverse("result", args=[registration.public_id])


def _tell(problem: Problem, words: str, url: str, number: str) -> None:
    announce(
        neighbourhood=problem.neighbourhood, kind=NewsKind.NEWS,
        title=in_each(words, title={"en": problem.title}), url=url, key=f"problem:{number}",
        is_example=problem.is_example,
    )  # fmt: skip

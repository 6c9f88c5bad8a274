"""Letters and slips with a code each, to print: one tagged PDF (PDF/UA-1), set by typst.

No word is ever read as markup.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import segno
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commonground.common import pdf
from commonground.common.deployment import deployment
from commonground.common.texts import in_language
from commonground.common.wording import day
from commonground.messaging.links import absolute

from . import codes
from .inviting import path_of
from .models import Invitation, Mode, Survey

TEMPLATE = Path(__file__).resolve().parent / "typst" / "letters.typ"
MOST = 500  # letters in one file: a printer's tray, and some seconds of work


def letters(
    survey: Survey,
    rows: Iterable[Invitation],
    *,
    is_reminder: bool = False,
    typeset: Callable[..., bytes] = pdf.sheet,
) -> bytes:
    words = words_of(survey, is_reminder)
    words["letters"] = [_letter(row) for row in rows]
    return typeset(TEMPLATE.read_bytes(), {"words": pdf.as_data(words)})


def words_of(survey: Survey, is_reminder: bool) -> dict[str, object]:
    house = deployment()
    asker = house.survey_body or house.agency
    span = {"first": day(survey.opens_on), "last": day(survey.closes_on)}
    promise = _(
        "No name is asked. Your code is only marked as used; your answers are kept elsewhere, "
        "without it, and are shown in groups only. No officer sees what one person answered."
    )
    return {
        "language": (get_language() or "en").split("-")[0],
        "asker": asker,
        "is_slips": survey.mode == Mode.SLIPS,
        "title": in_language(survey.asks.title),
        "reminder": _("A reminder: we would still like to hear from this address.")
        if is_reminder
        else "",
        "to": _("To the adult of this home who had a birthday last"),
        "others": in_other_languages(),
        "why": _("Your address was drawn by chance, so that your answer speaks for many."),
        "how": _("Point your phone at the square, or go to the address and type the code:"),
        "address": absolute(reverse("survey-enter")),
        "when": _("%(first)s to %(last)s") % span,
        "promise": promise,
        "code_title": _("Your code, for one answer"),
        "code_alt": _("A square code that opens the questions"),
        "emergency": _("In danger now? Call %(number)s.") % {"number": house.emergency_number},
        "example": _("Example") if survey.is_example else "",
    }


def in_other_languages() -> str:
    """That one can answer in it, in each language of the deployment but the letter's."""
    told = []
    for language in deployment().languages:
        if language != (get_language() or "en").split("-")[0]:
            with override(language):
                # Translators: name your own language in the place of English
                told.append(_("You can answer in English."))
    return " ".join(told)


def _letter(row: Invitation) -> dict[str, str]:
    square = segno.make(absolute(path_of(row)), error="m")
    return {
        "address": row.address,
        "code": codes.grouped(codes.code_of(row.public_id)),
        "square": square.svg_inline(border=1, omitsize=True),
    }

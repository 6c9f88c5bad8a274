"""The poster of "who can I talk to": one tagged sheet (PDF/UA-1), set by typst.

No word is ever read as markup. Nothing is on it that is not on the public page.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import segno
import typst
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from commonground.common import pdf
from commonground.common.deployment import deployment
from commonground.common.texts import in_language
from commonground.common.wording import day, moment
from commonground.engagement.models import Event
from commonground.messaging.links import absolute
from commonground.people.queries import PublicCard
from commonground.places.models import Neighbourhood

from .talking import Talk, talk

TEMPLATE = Path(__file__).resolve().parent / "typst" / "talk.typ"
SIZES = (15, 13, 11, 9.5, 8, 7)  # points: a full week is set smaller until it is one sheet


def poster(place: Neighbourhood, languages: Sequence[str]) -> bytes:
    """A4, one sheet: one language over its whole width, or a column for each."""
    told = []
    for language in languages:
        with override(language):
            told.append(words_of(talk(place)))
    source, words = TEMPLATE.read_bytes(), pdf.as_data(told)
    for size in SIZES:
        inputs = {"words": words, "size": str(size)}
        pages = typst.query(source, "<pages>", field="value", one=True, sys_inputs=inputs)
        if json.loads(pages) == 1:
            break
    return pdf.sheet(source, inputs)


def words_of(told: Talk) -> dict[str, object]:
    house = deployment()
    name = told.neighbourhood.name
    address = absolute(reverse("talk", args=[told.neighbourhood.slug]))
    span = {"first": day(told.first), "last": day(told.last)}
    return {
        "agency": house.agency,
        "language": (get_language() or "en").split("-")[0],
        "title": _("Who can I talk to?"),
        "place": name,
        "week": _("%(first)s to %(last)s") % span,
        "officers_title": _("Your officers"),
        "officers": [_officer(card) for card in told.officers],
        "team": told.team_contact or _("Write to the team at the address below."),
        "team_title": _("The team"),
        "events_title": _("Where and when"),
        "events": [_event(event) for event in told.events],
        "more": _("and %(n)d more at the address below") % {"n": told.more} if told.more else "",
        "none": _("Nobody has planned a meeting here this week. Here is how to reach the team."),
        "invite": _("Invite us to something of yours, ask for a walk or a call back:"),
        "address": address,
        "code": segno.make(address, error="m").svg_inline(border=1, omitsize=True),
        "code_alt": _("A square code that opens the address below"),
        "emergency": _("In danger now? Call %(number)s.") % {"number": house.emergency_number},
        "example": _("Example"),
    }


def _officer(card: PublicCard) -> dict[str, str]:
    told = [card.languages, card.come_and_talk]
    return {
        "name": card.name or _("An officer of the team"),
        "note": " · ".join(words for words in told if words),
    }


def _event(event: Event) -> dict[str, object]:
    return {
        "title": in_language(event.title),
        "when": moment(event.starts_at),
        "place": in_language(event.place),
        "note": event.note,
        "is_example": event.is_example,
    }

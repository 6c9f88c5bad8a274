"""The officers of a neighbourhood as its public page shows them, in the reader's language."""

from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from commonground.engagement.languages import NAMES
from commonground.people.queries import PublicCard, public_cards
from commonground.places.models import Neighbourhood


def officers(neighbourhood: Neighbourhood) -> list[PublicCard]:
    cards = public_cards(neighbourhood)
    return [replace(card, languages=spoken(card.languages)) for card in cards]


def spoken(words: str) -> str:
    """ "English, Spanish" -> "Inglés, Español"; a name that we do not know stays as written."""
    codes = _codes()
    each = [part.strip() for part in words.split(",")]
    return ", ".join(
        str(NAMES[codes[name.casefold()]]) if name.casefold() in codes else name for name in each
    )


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """A language's name, in any language of ours -> its code."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(name).casefold(): code for code, name in NAMES.items()}
    return found

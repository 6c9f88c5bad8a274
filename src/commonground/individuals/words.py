"""Whether a card's few free words may stand on it: about topics and tasks, not about a person."""

from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.concerns.wordlists import found_in
from commonground.engagement.log.persons import marks
from commonground.places.naming import place_names

from .vocabulary import NOT_ON_A_CARD


def check_label(words: str) -> None:
    """A task's name, such as "Caretaker, Devon Hall": names of places may stand in it."""
    _refuse_kinds(words)


def check_cares(words: str) -> None:
    """What somebody cares about: also no other person's name."""
    _refuse_kinds(words)
    if found := marks(words, place_names()):
        shown = words[found[0].start : found[0].end]
        raise Refused(
            _("“%(words)s” looks like a person. Write about a topic or a place.") % {"words": shown}
        )


def _refuse_kinds(words: str) -> None:
    if found := found_in(words, NOT_ON_A_CARD):
        raise Refused(
            _(
                "“%(words)s” has no place on a card: it holds no faith, origin, politics, right "
                "to stay or age, and no opinion about anybody."
            )
            % {"words": found}
        )

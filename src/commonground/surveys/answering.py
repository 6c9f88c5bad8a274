"""A code opens the questions once. What is answered goes into the other box."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused

from . import codes
from .instruments import WORDS, Instrument
from .models import Invitation, Remark, Response

MOST_WORDS = 1000  # letters


def find(typed: str) -> Invitation | None:
    """The invitation of a code, used or not."""
    rows = Invitation.objects.select_related("survey", "neighbourhood")
    return rows.filter(digest=codes.digest(typed)).first()


def check_can_answer(invitation: Invitation) -> None:
    survey = invitation.survey
    if survey.opens_on > clock.today():
        raise Refused(_("The questions are not open yet. Your letter says from when they are."))
    if survey.is_closed:
        raise Refused(_("These questions are closed. Thank you for wanting to answer."))
    if invitation.is_used:
        raise Refused(_("This code is used up: there is nothing more to do."))


@transaction.atomic
def answer(*, invitation: Invitation, given: dict[str, str]) -> bool:
    """Keep what was answered, and of the code that it was used; False where all was skipped: then
    nobody answered, and nothing is kept.

    No audit row: a row of that hour would stand beside both boxes. What was skipped is not there.
    """
    row = _use(invitation)
    asks = row.survey.asks
    place = row.neighbourhood.public_id if row.neighbourhood else ""
    kept = answered(asks, given)
    if not kept:
        return False
    words = {item.id for item in asks.items if item.kind == WORDS}
    Response.objects.create(
        survey=row.survey.public_id,
        place=place,
        stratum=row.stratum,
        cluster=row.cluster,
        weight_class=row.weight_class,
        week=week(),
        answers={id: value for id, value in kept.items() if id not in words},
    )
    for id in words & kept.keys():
        Remark.objects.create(survey=row.survey.public_id, place=place, item=id, words=kept[id])
    return True


@transaction.atomic
def decline(*, invitation: Invitation) -> None:
    """They would rather not: the code is used up, nobody reminds them, and nothing is kept."""
    _use(invitation)


def _use(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    row = rows.select_related("survey", "neighbourhood").get(pk=invitation.pk)
    check_can_answer(row)
    Invitation.objects.filter(pk=row.pk).update(is_used=True, subscription="")
    return row


def answered(asks: Instrument, given: dict[str, str]) -> dict[str, str]:
    """What was answered, and can be: a value that no question offers is refused."""
    kept = {}
    for item in asks.items:
        value = given.get(item.id, "").strip()
        if not value:
            continue
        if item.kind == WORDS:
            kept[item.id] = value[:MOST_WORDS]
        elif value not in {option.value for option in item.options}:
            raise Refused(_("Choose one of the answers, or none."))
        else:
            kept[item.id] = value
    return kept


def week() -> str:
    year, number, _day = clock.today().isocalendar()
    return f"{year}-W{number:02}"

"""Corrections of a result: the registered analysis again, on the records as they are by now.

Nobody types a figure. What was said before stays beside what is said now.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.people.rules import check, role_for

from .models import Correction, Result
from .registering import REGISTER

LONGEST = 400  # letters


@transaction.atomic
def correct(*, result: Result, why: str, by: Staff) -> Correction:
    """Ask for it; the job works it out."""
    registration, why = result.registration, why.strip()
    place = registration.problem.neighbourhood
    check(by, REGISTER, place)
    newest = registration.results.select_for_update().order_by("-id").first()
    if newest != result:
        raise Refused(_("This was corrected already. Correct the newest."))
    if not why or len(why) > LONGEST:
        raise Refused(_("Say why it has to be corrected, in 400 letters or fewer."))
    if Correction.objects.filter(result=result).exists():
        raise Refused(_("A correction is being worked out already."))
    made = Correction.objects.create(result=result, why=why)
    audit.record(
        by=by.actor(role_for(by, REGISTER)), verb="evaluation.correct", noun="evaluation",
        noun_id=registration.public_id, neighbourhood=place.public_id, corrects=result.sha256,
    )  # fmt: skip
    return made

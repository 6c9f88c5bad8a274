"""The verb that keeps a closed survey's figures. Nothing else writes them, and none is changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground import __version__
from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.surveys.instruments import instruments
from commonground.surveys.models import Survey

from .changing import changes, levels, waves_of
from .diagnosing import diagnostics
from .families import estimates
from .models import Because, TrustChange, TrustEstimate, TrustLevel, TrustRun
from .small_areas import borrowing
from .weighing import weighed


def check_can_work_out(survey: Survey, because: str) -> None:
    if not survey.is_closed:
        raise Refused(_("Figures come once the questions are closed."))
    if because not in Because.values:
        raise Refused(_("Choose why the figures are worked out."))
    is_first = not survey.trust_runs.exists()
    if is_first != (because == Because.CLOSED):
        raise Refused(
            _("There are no figures yet: the survey closed.")
            if is_first
            else _("There are figures already: say what made them wrong.")
        )


@transaction.atomic
def work_out(*, survey: Survey, because: str, by: Actor) -> TrustRun:
    """A new run of a closed survey; older runs stay as they were."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    check_can_work_out(survey, because)
    found = weighed(survey)
    _refuse_erased(survey, len(found.held.rows))
    run = TrustRun(
        survey=survey, because=because, weighting=found.weighting, version=__version__,
        asked=_asked(survey), answered=len(found.held.rows), made_at=clock.now(),
    )  # fmt: skip
    rows = estimates(survey, found)
    run.diagnostics = diagnostics(survey, found, rows, run.response_rate)
    waves, borrowed = waves_of(run, rows), borrowing(survey, found, rows)
    run.diagnostics |= {"small_areas": borrowed.told}
    rows += borrowed.rows
    run.save(force_insert=True)
    _keep(run, TrustEstimate, rows)
    _keep(run, TrustChange, changes(waves))
    _keep(run, TrustLevel, levels(waves))
    audit.record(
        by=by, verb="trust.work_out", noun="survey", noun_id=survey.public_id, because=because,
        run=run.public_id, answers=run.answered, weighting=run.weighting,
    )  # fmt: skip
    return run


def _refuse_erased(survey: Survey, answers: int) -> None:
    last = survey.trust_runs.first()
    if last is not None and answers < last.answered:
        raise Refused(_("The answers have been erased: the figures stay as they are."))


def _asked(survey: Survey) -> int:
    """How many codes there were; once they are erased, what was kept of them."""
    return survey.invitations.count() or int(survey.design.get("asked", 0))


def _keep(run: TrustRun, model: type, rows: list) -> None:
    for row in rows:
        row.run = run
    model.objects.bulk_create(rows, batch_size=500)


def work_out_closed() -> int:
    """Each closed survey that has no figures yet, the oldest first, so that lines grow in order."""
    waiting = Survey.objects.filter(
        closes_on__lt=clock.today(), trust_runs=None, instrument__in=instruments()
    )
    rows = list(waiting.order_by("closes_on", "id"))
    for survey in rows:
        work_out(survey=survey, because=Because.CLOSED, by=Actor.system("trust"))
    return len(rows)

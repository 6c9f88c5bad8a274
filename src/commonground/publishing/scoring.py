"""Taking in scores that others published."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.places.models import Neighbourhood

from .models import PublishedScore


@transaction.atomic
def record_score(
    *,
    area: str,
    neighbourhoods: Iterable[Neighbourhood],
    measure: str,
    name: dict[str, str],
    period_from: date,
    period_to: date,
    value: float,
    source: str,
    by: Actor,
    answer_count: int | None = None,
) -> PublishedScore:
    """Keep one figure; the same area, measure and period again replaces it."""
    score, _ = PublishedScore.objects.update_or_create(
        area=area,
        measure=measure,
        period_from=period_from,
        defaults={
            "name": name,
            "period_to": period_to,
            "value": value,
            "answer_count": answer_count,
            "source": source,
        },
    )
    score.neighbourhoods.set(neighbourhoods)
    audit.record(by=by, verb="score.record", noun="score", noun_id=score.public_id)
    return score

"""Answers as rows, for who works out the estimates. Only of a closed survey, never with words.

A row has no week and no place smaller than the stratum. What was said about oneself is left out
where fewer than five answers of a stratum share it.
"""

import csv
import io
import json
from collections import Counter

from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.files import no_formula

from .frames import Rows, populations_of, rows_of
from .instruments import WORDS, Item
from .models import Survey

LEAST_ALIKE = 5


def check_can_export(survey: Survey, count: int) -> None:
    if not survey.is_closed:
        raise Refused(_("The answers can be taken out once the questions are closed."))
    if count < survey.asks.least:
        raise Refused(_("Too few answered: rows of so few would point at people."))


def check_may_leave_by_page() -> None:
    """Where an independent body runs surveys, rows leave by command on its machine alone."""
    if body := deployment().survey_body:
        raise Refused(
            _("%(body)s runs the surveys here: these pages show gated results only.")
            % {"body": body}
        )


def rows(*, survey: Survey, by: Actor) -> list[dict[str, object]]:
    """One dict an answer: stratum, cluster, weight, fpc, with two stages also fpc2 and answer; then
    each question."""
    held = rows_of(survey)
    check_can_export(survey, len(held.rows))
    audit.record(
        by=by, verb="survey.export", noun="survey", noun_id=survey.public_id, count=len(held.rows)
    )
    asked = [item for item in survey.asks.items if item.kind != WORDS]
    alike = _alike(held, survey.asks.groups)
    sizes = populations_of(survey, held.rows) if held.design is not None else []
    return [_row(held, n, sizes, asked, alike) for n in range(len(held.rows))]


def _alike(held: Rows, groups: tuple[Item, ...]) -> Counter:
    return Counter(_about(row, groups) for row in held.rows)


def _about(row: object, groups: tuple[Item, ...]) -> tuple[str | None, ...]:
    return (row.stratum or row.place, *(row.answers.get(g.id) for g in groups))


def _row(held: Rows, n: int, sizes: list, asked: list[Item], alike: Counter) -> dict[str, object]:
    row = held.rows[n]
    groups = tuple(item for item in asked if item.kind == "group")
    is_rare = alike[_about(row, groups)] < LEAST_ALIKE
    made: dict[str, object] = {"stratum": row.stratum or row.place, "cluster": row.cluster or ""}
    made["weight"] = round(float(held.weights[n]), 6)
    for name, size in zip(("fpc", "fpc2"), sizes, strict=False):
        made[name] = int(size[n])
    if len(sizes) > 1:
        made["answer"] = n + 1  # the unit of the second stage; the order is that of random keys
    for item in asked:
        hidden = is_rare and item in groups
        made[item.id] = "" if hidden else row.answers.get(item.id, "")
    return made


def as_csv(made: list[dict[str, object]]) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, fieldnames=list(made[0]), lineterminator="\n")
    writer.writeheader()
    for row in made:  # these two are words of whoever made the file of addresses
        writer.writerow(row | {name: no_formula(str(row[name])) for name in ("stratum", "cluster")})
    return told.getvalue()


def as_json(survey: Survey, made: list[dict[str, object]]) -> str:
    """The rows, with what the questions were and how the sample was drawn."""
    asks = survey.asks
    told = {
        "survey": survey.public_id,
        "instrument": asks.id,
        "mode": survey.mode,
        "self_selected": survey.is_self_selected,
        "design": survey.design,
        "questions": {
            item.id: {
                "construct": item.construct,
                "words": item.words,
                "source": item.source,
                "validated": item.is_validated,
                "options": {o.value: o.words for o in item.options},
            }
            for item in asks.items
            if item.kind != WORDS
        },
        "rows": made,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)

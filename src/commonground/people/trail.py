"""The audit trail as it is shown: of looking and of power with who it was, of work without.

Rows of one number can be counted, and nobody's work is counted by person. Who did one thing is told
for that one row, for a reason, and the asking is a row of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.common import audit
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.places.models import Neighbourhood

from .models import Role, Staff
from .rules import check, role_for

READ, WHO = "audit.read", "audit.who"
REASONS = {
    "complaint": gettext_lazy("A complaint about this one thing"),
    "asked": gettext_lazy("Somebody asked who saw or changed what is theirs"),
    "court": gettext_lazy("A court or a law asks"),
    "mistake": gettext_lazy("To put a mistake right"),
}
# Whoever looks at what is personal, changes rules, people or plans, or takes data out or away
SHOWN_NOUNS = {
    "absence", "audit", "boundaries", "calendar", "canned_answer", "category", "counts",
    "deployment", "disclosure", "event_kind", "hold", "margins", "outbox", "plan", "posting",
    "roster", "score", "staff", "store", "survey",
}  # fmt: skip
SHOWN_VERBS = {
    "card.consent", "card.edit", "card.withdraw", "concern.decide_dispute", "concern.read",
    "concern.read_dispute", "concern.redact", "evaluation.correct", "evaluation.register",
    "event.import", "hand_over.open", "import", "individual.list", "individual.open",
    "individual.withdraw", "invitation.read",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row as the page shows it."""

    row: AuditRow
    place: str
    role: str
    who: str  # an opaque number, or nothing
    can_ask: bool  # somebody of staff did it, and the row is shown without who
    detail: dict[str, object]


def is_work(row: AuditRow) -> bool:
    """Whether it is somebody's daily work, which is shown by role alone."""
    shown = row.noun in SHOWN_NOUNS or row.verb in SHOWN_VERBS
    return row.actor_kind == "staff" and not shown


def lines(rows: Sequence[AuditRow]) -> list[Line]:
    """The rows with their places' names; the ids of staff in the details of work go, too."""
    places = dict(
        Neighbourhood.objects.filter(public_id__in={row.neighbourhood for row in rows})
        .values_list("public_id", "name")
    )  # fmt: skip
    roles = dict(Role.choices)
    told = {str(v) for row in rows if is_work(row) for v in row.detail.values()}
    staff = set(Staff.objects.filter(public_id__in=told).values_list("public_id", flat=True))
    return [
        Line(
            row, places.get(row.neighbourhood, ""), roles.get(row.actor_role, row.actor_kind),
            "" if is_work(row) else row.actor_id, is_work(row) and bool(row.actor_id),
            {k: v for k, v in row.detail.items() if not is_work(row) or str(v) not in staff},
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def ask_who(*, row: AuditRow, because: str, by: Staff) -> str:
    """The opaque number of who did this one thing."""
    check(by, READ)
    if because not in REASONS:
        raise Refused(_("Choose why you ask."))
    audit.record(
        by=by.actor(role_for(by, READ)), verb=WHO, noun="audit", noun_id=row.public_id,
        neighbourhood=row.neighbourhood, because=because,
    )  # fmt: skip
    return row.actor_id

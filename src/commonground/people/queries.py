"""Reads: public cards, the staff list, the audit trail."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.models import AuditRow
from commonground.common.texts import FALLBACK, in_language
from commonground.places.models import Neighbourhood

from .models import OfficerCard, Posting, Role, Staff


@dataclass(frozen=True)
class PublicCard:
    """What an officer agreed to show; empty fields were left empty."""

    public_id: str
    name: str
    role: str
    languages: str
    come_and_talk: str
    has_photo: bool


def public_cards(neighbourhood: Neighbourhood) -> list[PublicCard]:
    """Cards shown with consent, of who is posted to this team today and filled something in.

    With none, the page shows `team_contact()` alone; it is shown beside the cards too.
    """
    postings = _team_postings(neighbourhood).filter(staff=OuterRef("staff"))
    roles = postings.order_by("-role").values("role")  # who leads is shown as who leads
    cards = shown_cards().annotate(role=Subquery(roles[:1])).filter(role__isnull=False)
    return [_public(card) for card in cards.order_by("role", "shown_name", "id")]


def shown_cards() -> QuerySet[OfficerCard]:
    filled = ~Q(shown_name="") | ~Q(photo="") | ~Q(languages="") | ~Q(come_and_talk="")
    return OfficerCard.objects.filter(
        filled, consented_at__isnull=False, withdrawn_at__isnull=True, staff__is_active=True
    )


def _team_postings(neighbourhood: Neighbourhood) -> QuerySet[Posting]:
    return Posting.objects.current().filter(
        neighbourhood=neighbourhood, role__in=[Role.OFFICER, Role.SUPERVISOR]
    )


def _public(card: OfficerCard) -> PublicCard:
    """A card with the `role` that was read beside it."""
    return PublicCard(
        card.public_id, card.shown_name, card.role, card.languages,
        in_language(card.come_and_talk_in | {FALLBACK: card.come_and_talk}), bool(card.photo),
    )  # fmt: skip


def team_contact() -> str:
    """How to reach the team, whoever is on duty."""
    return deployment().team_contact


def staff_with_postings() -> QuerySet[Staff]:
    """Active staff by name; `today` holds the postings of today. Two queries."""
    current = Posting.objects.current().select_related("neighbourhood").order_by("id")
    return (
        Staff.objects.filter(is_active=True)
        .order_by("display_name", "id")
        .prefetch_related(Prefetch("postings", queryset=current, to_attr="today"))
    )


def team_of(neighbourhood: Neighbourhood) -> QuerySet[Staff]:
    """Officers and supervisors posted there today, by name."""
    return (
        Staff.objects.filter(
            is_active=True,
            postings__in=Posting.objects.current().filter(
                Q(neighbourhood=neighbourhood) | Q(neighbourhood__isnull=True),
                role__in=[Role.OFFICER, Role.SUPERVISOR],
            ),
        )
        .distinct()
        .order_by("display_name", "id")
    )


def audit_rows(
    *, noun: str = "", verb: str = "", neighbourhood: str = "", day: date | None = None
) -> QuerySet[AuditRow]:
    """The trail, narrowed to what is given (`neighbourhood`: a public id)."""
    wanted = {"noun": noun, "verb": verb, "neighbourhood": neighbourhood}
    rows = AuditRow.objects.filter(**{k: v for k, v in wanted.items() if v})
    if day is not None:
        end = clock.start_of(day + timedelta(days=1))
        rows = rows.filter(at__gte=clock.start_of(day), at__lt=end)
    return rows

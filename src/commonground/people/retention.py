"""What this room keeps of staff, and until when."""

from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import cards
from .models import OfficerCard, Posting, Staff

RETENTION = [
    Rule(
        store=_("Officer cards"),
        model="people.OfficerCard",
        name="cards",
        least=1,
        most=365,
        personal=cards.PERSONAL,
        days=30,
        since=_("after the last posting ended; at once when the officer withdraws"),
        stays=_("when consent was given and withdrawn"),
    ),
    Rule(
        store=_("Staff accounts"),
        model="people.Staff",
        name="accounts",
        least=30,
        most=3650,
        personal=("username", "display_name", "email"),
        days=365,
        since=_("after the last posting ended and the account was closed"),
        stays=_("an opaque number, the roles and the neighbourhoods, with their dates"),
    ),
]
NOT_PERSONAL = {
    "people.Posting": "a role, a place and two days",
    "people.Absence": "two days and who covers",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    """Staff whose last posting ended before that moment and who still have personal parts."""
    day = clock.local_day(before)
    gone = (
        Staff.objects.exclude(postings__in=Posting.objects.filter(to_on__isnull=True))
        .annotate(last=Max("postings__to_on"))
        .filter(last__lt=day)
    )
    if rule.model == "people.OfficerCard":
        filled = ~Q(card__shown_name="") | ~Q(card__photo="") | ~Q(card__languages="")
        filled |= ~Q(card__come_and_talk="") | ~Q(card__come_and_talk_in={})
        gone = gone.filter(filled, card__isnull=False)
    else:
        gone = gone.filter(is_active=False).exclude(display_name="")
    return list(gone.values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    if rule.model == "people.OfficerCard":
        card = OfficerCard.objects.filter(staff__public_id=key).first()
        return int(card is not None and cards.empty(card))
    staff = Staff.objects.filter(public_id=key, is_active=False).exclude(display_name="").first()
    if staff is None:
        return 0
    staff.username, staff.display_name, staff.email = f"erased-{key}", "", ""
    staff.save(update_fields=["username", "display_name", "email"])
    return 1


def export(subject: Subject) -> list[Record]:
    staff = Staff.objects.filter(public_id=subject.staff).first() if subject.staff else None
    if staff is None:
        return []
    account = Record(
        store="Staff accounts", key=staff.public_id, title="Account", author=staff.public_id,
        written_by="staff", facts={"user name": staff.username, "name": staff.display_name},
        contact={"e-mail": staff.email},
    )  # fmt: skip
    return [account, *_postings(staff), *_card(staff)]


def _postings(staff: Staff) -> list[Record]:
    return [
        Record(
            store="Staff accounts", key=staff.public_id, title="Posting",
            facts={
                "role": p.role,
                "neighbourhood": p.neighbourhood.name if p.neighbourhood else "whole agency",
                "from": str(p.from_on),
                "to": str(p.to_on or ""),
            },
        )
        for p in staff.postings.select_related("neighbourhood").order_by("id")
    ]  # fmt: skip


def _card(staff: Staff) -> list[Record]:
    card = OfficerCard.objects.filter(staff=staff).first()
    if card is None:
        return []
    facts = {"name shown": card.shown_name, "languages": card.languages, "photo": card.photo}
    return [
        Record(
            store="Officer cards", key=staff.public_id, title="Officer card",
            at=card.consented_at, words=card.come_and_talk, written_by="staff",
            author=staff.public_id, is_public=card.is_shown, facts=facts,
        )
    ]  # fmt: skip

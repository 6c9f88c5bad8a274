"""You said, we did. Its authors read it first; others read it when an officer approved it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.texts import in_each
from commonground.messaging.digests import announce
from commonground.messaging.models import NewsKind
from commonground.people.models import Staff
from commonground.people.rules import check
from commonground.places.models import Neighbourhood

from . import receipts, telling
from .models import Concern, SaidDid

Texts = dict[str, str]


@transaction.atomic
def write_said_did(
    *,
    neighbourhood: Neighbourhood,
    said: Texts,
    by: Staff,
    title: Texts | None = None,
    did: Texts | None = None,
    done_on: date | None = None,
    said_on: date | None = None,
    concerns: list[Concern] | None = None,
    example: bool = False,
    idempotency_key: str = "",
) -> SaidDid:
    """Keep a draft that its authors see. Without `done_on` it says "not yet", and `did` why."""
    check(by, "saiddid.write", neighbourhood)
    did = filled(did or {})
    linked = concerns or []
    _check_concerns(linked, neighbourhood)
    said_on = said_on or _first_day(linked)
    _check_done(did, done_on, said_on)
    key = receipts.keyed_or_none(idempotency_key)
    known = neighbourhood.said_dids.filter(idempotency_key=key).first() if key else None
    if known:
        return known
    row = SaidDid.objects.create(
        idempotency_key=key,
        neighbourhood=neighbourhood,
        title=filled(title or {}),
        said=said,
        did=did,
        said_on=said_on,
        done_on=done_on,
        written_by=by,
        written_at=clock.now(),
        example=example or any(c.example for c in linked),
    )
    row.concerns.set(linked)
    _note(by, "write", row, concerns=len(linked))
    _tell_authors(row)
    return row


@transaction.atomic
def change_said_did(
    *,
    said_did: SaidDid,
    title: Texts,
    said: Texts,
    by: Staff,
    did: Texts | None = None,
    done_on: date | None = None,
    concerns: list[Concern] | None = None,
) -> SaidDid:
    """Change it: what was approved is no longer, since its authors saw other words."""
    row = SaidDid.objects.select_for_update().get(pk=said_did.pk)
    check(by, "saiddid.write", row.neighbourhood)
    row.title, row.said, row.did, row.done_on = title, said, filled(did or {}), done_on
    _check_done(row.did, done_on, row.said_on)
    row.approved_at = row.approved_by = None
    row.save(update_fields=["title", "said", "did", "done_on", "approved_at", "approved_by"])
    if concerns is not None:
        _check_concerns(concerns, row.neighbourhood)
        row.concerns.set(concerns)
    _note(by, "change", row)
    _tell_authors(row)
    return row


@transaction.atomic
def approve_said_did(*, said_did: SaidDid, by: Staff) -> SaidDid:
    """From now on everybody can read it."""
    row = SaidDid.objects.select_for_update().get(pk=said_did.pk)
    check(by, "saiddid.write", row.neighbourhood)
    if row.approved_at:
        return row
    row.approved_at, row.approved_by = clock.now(), by
    row.save(update_fields=["approved_at", "approved_by"])
    _note(by, "approve", row)
    _tell_subscribers(row)
    return row


@transaction.atomic
def withdraw_said_did(*, said_did: SaidDid, by: Staff) -> SaidDid:
    """Off the public page, for instance because an author says that it is not right."""
    row = SaidDid.objects.select_for_update().get(pk=said_did.pk)
    check(by, "saiddid.write", row.neighbourhood)
    row.approved_at = row.approved_by = None
    row.save(update_fields=["approved_at", "approved_by"])
    _note(by, "withdraw", row)
    return row


def filled(texts: Texts) -> Texts:
    return {language: text for language, text in texts.items() if text.strip()}


def _check_done(did: Texts, done_on: date | None, said_on: date) -> None:
    if done_on and not did:
        raise Refused(_("Say what was done, or leave the day empty: then it says not yet."))
    if done_on and done_on > clock.today():
        raise Refused(_("This day has not come yet."))
    if done_on and done_on < said_on:
        raise Refused(_("This day lies before the day on which people said it."))


def _check_concerns(concerns: list[Concern], neighbourhood: Neighbourhood) -> None:
    if any(c.neighbourhood_id != neighbourhood.id for c in concerns):
        raise PermissionDenied(_("This belongs to another team."))
    if any(c.sensitive or c.about_conduct for c in concerns):
        raise Refused(_("A sensitive concern never goes on a public page."))


def _first_day(concerns: list[Concern]) -> date:
    days = [c.received_on for c in concerns]
    return min(days) if days else clock.today()


def _note(by: Staff, verb: str, row: SaidDid, **detail: object) -> None:
    audit.record(
        by=by.actor(),
        verb=f"saiddid.{verb}",
        noun="saiddid",
        noun_id=row.public_id,
        neighbourhood=row.neighbourhood.public_id,
        **detail,
    )


def _tell_subscribers(row: SaidDid) -> None:
    """Everybody may read it now: once, however often it is changed and approved again."""
    announce(
        neighbourhood=row.neighbourhood,
        kind=NewsKind.SAID_DID,
        title=row.title or in_each(gettext_noop("What people said, and what we did")),
        url=reverse("neighbourhood", args=[row.neighbourhood.slug]),
        key=f"said_did:{row.public_id}",
        is_example=row.example,
    )


def _tell_authors(row: SaidDid) -> None:
    for concern in row.concerns.all():
        about = f"said:{row.public_id}:{concern.public_id}:{clock.now():%Y%m%d%H%M%S}"
        telling.say_there_is_news(concern, about)

"""Staff pages that list: inbox, duty, overdue, disputes, withheld, hand-overs, police conduct."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from commonground.common import audit
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import can, role_for

from . import inbox, moving, settlements
from .models import Concern, Dispute
from .staff_forms import InboxForm


@staff_page("concern.read")
@require_GET
def team_concerns(request: HttpRequest) -> HttpResponse:
    form = InboxForm(request.user, request.GET)
    rows = inbox.inbox(request.user, form.filters())
    found = page(request, rows, "received_at", newest_first=True)
    context = {
        "form": form,
        "concerns": inbox.with_covers(list(found.rows)),
        "next_url": found.next_url,
        "late_count": inbox.late_count(request.user),
        "may_enter": can(request.user, "concern.enter"),
    }
    return render(request, "concerns/staff/inbox.html", context)


@staff_page("duty.read")
@require_GET
def team_duty(request: HttpRequest) -> HttpResponse:
    """Those that nobody took; with `show=taken`, or with none of these, the others."""
    untaken = inbox.duty_alarm(request.user)
    taken = request.GET.get("show") == "taken" or not untaken
    rows = inbox.duty(request.user).filter(duty_taken_at__isnull=not taken)
    found = page(request, rows, "received_at")
    context = {
        "concerns": found.rows,
        "next_url": found.next_url,
        "taken": taken,
        "untaken": untaken,
    }
    return render(request, "concerns/staff/duty.html", context)


@staff_page("overdue.read")
@require_GET
def team_overdue(request: HttpRequest) -> HttpResponse:
    found = page(request, inbox.overdue(request.user), "received_at")
    context = {
        "concerns": found.rows,
        "next_url": found.next_url,
        "may_open": can(request.user, "concern.read"),
    }
    return render(request, "concerns/staff/overdue.html", context)


@staff_page("conduct.read", unseen=True)
@require_GET
def team_conduct(request: HttpRequest) -> HttpResponse:
    found = page(request, inbox.conduct(), "received_at", newest_first=True)
    _note_reading(request, "conduct.read", found.rows)
    context = {"concerns": found.rows, "next_url": found.next_url}
    return render(request, "concerns/staff/conduct.html", context)


@staff_page("dispute.read")
@require_GET
def team_disputes(request: HttpRequest) -> HttpResponse:
    decided = request.GET.get("show") == "decided"
    rows = inbox.disputes(request.user, decided=decided)
    found = page(request, rows, "at", newest_first=decided)
    context = {
        "disputes": found.rows,
        "next_url": found.next_url,
        "decided": decided,
        "counts": settlements.counts(request.user),
    }
    return render(request, "concerns/staff/disputes.html", context)


@staff_page("dispute.read")
@require_GET
def team_settled(request: HttpRequest) -> HttpResponse:
    """The settlements that whoever entered the concern could have made, too."""
    rows, key = settlements.read_aloud(request.user), "concern__public_id"
    found = page(request, rows, "at", then=key, newest_first=True)
    context = {
        "changes": found.rows,
        "next_url": found.next_url,
        "counts": settlements.counts(request.user),
        "may_open": can(request.user, "concern.read"),
    }
    return render(request, "concerns/staff/settled.html", context)


@staff_page("dispute.read")
@require_GET
def team_dispute(request: HttpRequest, public_id: str) -> HttpResponse:
    """One dispute with its words. A supervisor goes on to the thread; the overseer reads here."""
    rows = inbox.disputes(request.user) | inbox.disputes(request.user, decided=True)
    dispute = get_object_or_404(
        rows.select_related("words", "decision_words"), public_id=public_id
    )
    if can(request.user, "concern.read", dispute.concern.neighbourhood):
        return redirect("team-concern", public_id=dispute.concern.public_id)
    by = request.user.actor(role_for(request.user, "dispute.read"))
    moving.note(by=by, verb="read_dispute", concern=dispute.concern)
    context = {"dispute": dispute, "reason": _reason(dispute)}
    return render(request, "concerns/staff/dispute.html", context)


def _reason(dispute: Dispute) -> str:
    """What we had told the author when we ended it."""
    change = (
        dispute.concern.changes.filter(state=dispute.ending, at__lte=dispute.at)
        .select_related("reason")
        .last()
    )
    return change.reason.text if change and change.reason else ""


@staff_page("withheld.read")
@require_GET
def team_withheld(request: HttpRequest) -> HttpResponse:
    rows, key = inbox.withheld(request.user), "concern__public_id"
    found = page(request, rows, "at", then=key, newest_first=True)
    _note_reading(request, "withheld.read", [row.concern for row in found.rows])
    context = {"changes": found.rows, "next_url": found.next_url}
    return render(request, "concerns/staff/withheld.html", context)


@staff_page("handover.read")
@require_GET
def team_hand_overs(request: HttpRequest) -> HttpResponse:
    found = page(request, inbox.hand_overs(request.user), "at", newest_first=True)
    _note_reading(request, "handover.read", [row.concern for row in found.rows])
    context = {"hand_overs": found.rows, "next_url": found.next_url}
    return render(request, "concerns/staff/hand_overs.html", context)


def _note_reading(request: HttpRequest, verb: str, concerns: Iterable[Concern]) -> None:
    """Which concerns such a list showed is on record, as if each had been opened."""
    shown = {concern.public_id: concern.neighbourhood.public_id for concern in concerns}
    by = request.user.actor(role_for(request.user, verb))
    audit.record_each(by=by, verb=verb, noun="concern", ids=shown)

"""The roster: a file, or usual weeks by hand; how each works, and when they are away."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.access import staff_page
from commonground.people.models import Staff
from commonground.people.rules import can, neighbourhoods_for

from . import states
from .forms import EntryForm, ImportForm, UsualWeekForm, WorkingForm
from .importing import by_person, look_at, read, take_in
from .models import RosterEntry, RosterImport, UsualShift
from .reading_rows import SAMPLE
from .rostering import (
    add_entry,
    duties,
    forget_usual_days,
    monday,
    remove_entry,
    say_powers,
    say_usual_week,
    say_working,
    team,
    usual_words,
    working_of,
)

DAYS_SHOWN = 42


def team_of(staff: Staff, verb: str) -> list[Staff]:
    today = clock.today()
    return team(neighbourhoods_for(staff, verb), today, today + timedelta(days=7))


@staff_page("roster.read")
def team_roster(request: HttpRequest) -> HttpResponse:
    people = team_of(request.user, "roster.read")
    week = monday(clock.today())
    rows = [
        (duty, working_of(duty.staff), later)
        for duty, later in zip(
            duties(people, week), duties(people, week + timedelta(weeks=1)), strict=True
        )
    ]
    context = {"rows": rows, "may_edit": can(request.user, "roster.edit")}
    return render(request, "plans/roster.html", context)


@staff_page("roster.edit")
def roster_usual(request: HttpRequest) -> HttpResponse:
    """The usual week of several people at once."""
    people = team_of(request.user, "roster.edit")
    form = UsualWeekForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _say(request, form):
        return redirect("roster-usual")
    usual = UsualShift.objects.filter(staff__in=people).select_related("staff")
    weeks = [
        (p, working_of(p).get_powers_display(), usual_words(u for u in usual if u.staff_id == p.id))
        for p in people
    ]
    context = {"form": form, "weeks": weeks}
    return render(request, "plans/usual.html", context, status=400 if form.errors else 200)


@transaction.atomic
def _say(request: HttpRequest, form: UsualWeekForm) -> bool:
    told = form.cleaned_data
    who = {"staff": list(told["staff"]), "by": request.user}
    days = {"weekdays": told["weekdays"]}
    try:
        if "off" in request.POST:
            forget_usual_days(**who, **days)
        else:
            say_usual_week(**who, **days, starts=told["starts"], ends=told["ends"])
        if told["powers"]:
            say_powers(**who, powers=told["powers"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    names = ", ".join(person.display_name for person in told["staff"])
    messages.success(request, _("Kept for %(names)s.") % {"names": names})
    return True


def _one(request: HttpRequest, public_id: str) -> Staff:
    person = get_object_or_404(Staff, public_id=public_id)
    if person not in team_of(request.user, "roster.edit"):
        raise PermissionDenied(_("This belongs to another team."))
    return person


@staff_page("roster.edit")
def roster_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """How one works, and when they are away."""
    person = _one(request, public_id)
    working = working_of(person)
    how = WorkingForm(
        request.POST if "how" in request.POST else None,
        initial={name: getattr(working, name) for name in ("powers", "alone", "languages")},
    )
    entry = EntryForm(request.POST if "entry" in request.POST else None)
    if how.is_bound and how.is_valid():
        say_working(staff=person, by=request.user, **how.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("roster-person", person.public_id)
    if entry.is_bound and entry.is_valid() and _enter(request, person, entry):
        return redirect("roster-person", person.public_id)
    since = clock.start_of(clock.today() - timedelta(days=1))
    rows = person.roster.filter(
        ends_at__gte=since, starts_at__lt=since + timedelta(days=DAYS_SHOWN)
    )
    context = {"person": person, "how": how, "entry": entry, "rows": rows, "hand": states.HAND}
    status = 400 if how.errors or entry.errors else 200
    return render(request, "plans/person.html", context, status=status)


def _enter(request: HttpRequest, person: Staff, form: EntryForm) -> bool:
    try:
        for start, end in form.stretches():
            add_entry(
                staff=person, kind=form.cleaned_data["kind"], start=start, end=end,
                by=request.user,
            )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Kept. It counts when the week is planned again."))
    return True


@staff_page("roster.edit")
@require_POST
def roster_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = get_object_or_404(RosterEntry.objects.select_related("staff"), public_id=public_id)
    person = _one(request, entry.staff.public_id)
    if entry.source == states.HAND:
        remove_entry(entry=entry, by=request.user)
        messages.success(request, _("Taken out."))
    else:
        messages.error(request, _("This came from a file: send a new file for these days."))
    return redirect("roster-person", person.public_id)


@staff_page("roster.edit")
def roster_import(request: HttpRequest) -> HttpResponse:
    """A file is looked at: each bad row is said, and nothing is taken in before a second step."""
    people = team_of(request.user, "roster.edit")
    form = ImportForm(request.POST or None, request.FILES or None, people=people)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            reading = read(told["file"].read(), people, told["whose"])
            problems = reading.problems
            held = look_at(reading=reading, by=request.user)
            return redirect("roster-looked-at", held.public_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "problems": problems}
    return render(request, "plans/import.html", context, status=400 if form.errors else 200)


@staff_page("roster.edit")
def roster_looked_at(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a file would bring; and the step that takes it in."""
    held = get_object_or_404(RosterImport, public_id=public_id, by=request.user)
    if request.method == "POST":
        try:
            take_in(looked_at=held, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("roster-import")
        words = _("Taken in: %(n)d entries of %(people)d people.")
        counts = {"n": held.entry_count, "people": held.staff_count}
        messages.success(request, words % counts)
        return redirect("team-roster")
    people = {p.public_id: p.display_name for p in team_of(request.user, "roster.edit")}
    rows = [(people.get(who, ""), shifts, hours) for who, shifts, hours in by_person(held)]
    return render(request, "plans/looked_at.html", {"held": held, "rows": sorted(rows)})


@staff_page("roster.read")
def roster_sample(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return HttpResponse(SAMPLE, content_type="text/csv; charset=utf-8", headers=headers)

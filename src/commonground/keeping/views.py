from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonground.common.errors import Refused
from commonground.common.web import done
from commonground.messaging import sending
from commonground.people.access import staff_page
from commonground.people.rules import can, role_for

from . import holding, pages
from .forms import HoldForm
from .models import LegalHold


@staff_page("keeping.read")
def keeping(request: HttpRequest) -> HttpResponse:
    return show(request, HoldForm())


def show(request: HttpRequest, form: HoldForm, status: int = 200) -> HttpResponse:
    words = {"page": pages.page(), "form": form, "may_hold": can(request.user, "keeping.hold")}
    return render(request, "keeping/keeping.html", words, status=status)


@staff_page("keeping.hold")
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            holding.place(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Held. The overseer sees it."))
            return redirect("team-keeping")
    return show(request, form, status=422)


@staff_page("keeping.hold")
@require_POST
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(LegalHold, public_id=public_id)
    return done(
        request, lambda: holding.lift(hold=row, by=request.user),
        _("Lifted. What is due goes tonight."), "team-keeping",
    )  # fmt: skip


@staff_page("keeping.hold")
@require_POST
def outbox_again(request: HttpRequest) -> HttpResponse:
    by = request.user.actor(role_for(request.user, "keeping.hold"))
    count = sending.try_again(by=by)
    told = ngettext("%(n)d message is tried again.", "%(n)d messages are tried again.", count)
    messages.success(request, told % {"n": count})
    return redirect("team-keeping")

"""The person's own pages, by the links in our messages. No account."""

import json
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from commonground.common.texts import in_language
from commonground.common.web import never_stored, public_page
from commonground.common.wording import day
from commonground.engagement.languages import names_of

from . import links, retention, withdrawing, wording
from .cards import topics
from .forms import OWN_NAMES
from .models import Individual
from .vocabulary import State

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@public_page
@never_stored
@GET_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because mail scanners open every link."""
    if request.method == "POST":
        card = withdrawing.confirm(token=token)
        return _said(request, card) if card else _gone(request)
    card = links.card_of(links.CONFIRM, token)
    if not withdrawing.is_waiting(card):
        return _gone(request)
    context = {"card": card, "sentences": wording.sentences()}
    return render(request, "individuals/confirm.html", context)


@public_page
@never_stored
@GET_OR_POST
def keep(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        card = withdrawing.keep(token=token)
        return _said(request, card) if card else _gone(request)
    card = links.card_of(links.KEEP, token)
    if card is None or card.state != State.LIVE:
        return _gone(request)
    return render(request, "individuals/keep.html", {"card": card})


@public_page
@csrf_exempt  # RFC 8058: the mail program posts, without cookies
@never_stored
@GET_OR_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST erases at once."""
    if request.method == "POST":
        known = withdrawing.withdraw(token=token)
        return render(request, "individuals/withdrawn.html") if known else _gone(request, 404)
    card = links.card_of(links.WITHDRAW, token)
    if card is None:
        return _gone(request, 404)
    if card.state == State.ENDED:
        return render(request, "individuals/withdrawn.html")
    return render(request, "individuals/withdraw.html", {"card": card})


@public_page
@never_stored
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that we hold about the person, to read or, with ?as=json, to take away."""
    card = _held(token)
    if card is None:
        return _gone(request)
    record = retention.record(card)
    if request.GET.get("as") == "json":
        body = json.dumps(asdict(record), indent=1, default=str, ensure_ascii=False)
        headers = {"Content-Disposition": 'attachment; filename="my-card.json"'}
        return HttpResponse(body, content_type="application/json", headers=headers)
    leave = links.token(links.WITHDRAW, card)
    is_asked = card.state == State.ASKED
    context = {"card": card, "rows": own_rows(card), "leave": leave, "is_asked": is_asked}
    return render(request, "individuals/mine.html", context)


def own_rows(card: Individual) -> list[tuple[str, str]]:
    """Each line of the card in the page's language; the JSON holds the same, in codes."""
    known = topics()
    return [
        (_("Name"), card.name),
        (_("Role here"), " · ".join(filter(None, [card.get_role_display(), card.role_label]))),
        (_("Place or group"), str(card.place or "")),
        (_("E-mail"), card.email),
        (_("Phone"), card.phone),
        (_("Where to meet"), card.meet_at),
        (_("Best time"), card.get_best_time_display()),
        (_("Languages spoken"), ", ".join(names_of(card.languages))),
        (_("Topics"), " · ".join(in_language(known[t]) for t in card.topics if t in known)),
        (_("In a few words"), card.cares_about),
        (_("You said yes"), wording_of(card)),
        (_("Last spoken"), day(card.last_spoken_on)),
        (_("We write in"), OWN_NAMES.get(card.language, card.language)),
        (_("An officer who knows you"), _("one of the team") if card.known_to_id else ""),
    ]


def wording_of(card: Individual) -> str:
    """When, how, and to which version of the words."""
    if card.consented_on is None:
        return ""
    return f"{day(card.consented_on)}, {card.get_consent_how_display()} ({card.consent_wording})"


def _held(token: str) -> Individual | None:
    card = links.card_of(links.MINE, token)
    return None if card is None or card.state == State.ENDED else card


def _said(request: HttpRequest, card: Individual) -> HttpResponse:
    leave = links.token(links.WITHDRAW, card)
    return render(request, "individuals/said_yes.html", {"card": card, "leave": leave})


def _gone(request: HttpRequest, status: int = 410) -> HttpResponse:
    return render(request, "individuals/gone.html", status=status)

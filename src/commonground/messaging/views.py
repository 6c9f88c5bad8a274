from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commonground.common.errors import Refused
from commonground.common.ratelimit import Limit
from commonground.common.web import never_stored, public_page
from commonground.places.models import Neighbourhood

from . import links, subscribing
from .forms import SubscribeForm

ASKED = Limit("SUBSCRIPTIONS_PER_HOUR", 20, 3600)
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@public_page
@GET_OR_POST
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for news. The answer is the same whether the address is known or not."""
    neighbourhood = get_object_or_404(Neighbourhood, slug=slug)
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if ASKED.is_reached(request):  # else anybody could write to all the world through us
            sentence = _("Too many addresses came from your network. Try again in an hour.")
            return render(request, "429.html", {"sentence": sentence}, status=429)
        ASKED.add(request)
        try:
            subscribing.ask(neighbourhood=neighbourhood, **form.cleaned_data)
            return redirect(reverse("subscribe-asked", args=[slug]))
        except Refused as refusal:
            form.add_error("phone", refusal.sentence)
    status = 422 if form.errors else 200
    words = {"form": form, "neighbourhood": neighbourhood}
    return render(request, "messaging/subscribe.html", words, status=status)


@public_page
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    neighbourhood = get_object_or_404(Neighbourhood, slug=slug)
    words = {"neighbourhood": neighbourhood, "days": subscribing.CONFIRM_WITHIN.days}
    return render(request, "messaging/asked.html", words)


@public_page
@never_stored
@GET_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because mail scanners open every link."""
    if request.method == "POST":
        row = subscribing.confirm(token=token)
        status = 200 if row else 410
        return render(request, "messaging/confirmed.html", {"subscription": row}, status=status)
    row = links.subscription_of(links.CONFIRM, token)
    if row is None or row.ended_at or subscribing.is_too_late(row):
        return render(request, "messaging/confirmed.html", status=410)
    return render(request, "messaging/confirm.html", {"subscription": row})


@public_page
@csrf_exempt  # RFC 8058: the mail program posts, without cookies
@never_stored
@GET_OR_POST
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST leaves; with forget=1 the address goes from everything."""
    if request.method == "POST":
        leave = subscribing.forget_address if "forget" in request.POST else subscribing.end
        known = leave(token=token)
        template = "messaging/left.html" if known else "messaging/confirmed.html"
        words = {"forgot": "forget" in request.POST}
        return render(request, template, words, status=200 if known else 404)
    row = links.subscription_of(links.UNSUBSCRIBE, token)
    if row is None:
        return render(request, "messaging/confirmed.html", status=404)
    return render(request, "messaging/leave.html", {"subscription": row})

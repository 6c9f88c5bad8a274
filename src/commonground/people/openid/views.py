"""To the server and back: signing in, and linking while signed in."""

import secrets

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from commonground.common.ratelimit import Limit
from commonground.common.web import never_stored, public_page

from ..access import signed_in_page
from ..provider import StaffOpenID
from .adapters import LINK, not_shown
from .config import PROVIDER_ID
from .linking import unlink as unlink_account

# Each start writes a session and waits for the server; staff of one building share a network
STARTS = Limit("OPENID_STARTS_PER_10_MINUTES", 300, 600)
# What a server that is down, or answers with something else, makes of our questions
UNANSWERED = (RequestException, OAuth2Error, KeyError, TypeError, ValueError, AttributeError)


@public_page
@never_stored
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    return _go(request, "account_login", process="login", next_url=get_next_redirect_url(request))


@signed_in_page
@never_stored
@require_POST
@reauthentication_required
def link(request: HttpRequest) -> HttpResponse:
    return _go(request, "mfa_index", process=LINK, staff=request.user.public_id)


@signed_in_page
@require_POST
@reauthentication_required
def unlink(request: HttpRequest) -> HttpResponse:
    if unlink_account(staff=request.user, by=request.user.actor()):
        messages.success(request, _("No longer linked."))
    return redirect("mfa_index")


@public_page
@never_stored
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the server. State, PKCE, token and nonce are checked, then the policy."""
    try:
        return OAuth2CallbackView.adapter_view(StaffOpenID(request, PROVIDER_ID))(request)
    except UNANSWERED as problem:
        return not_shown(request, problem)


def _go(request: HttpRequest, back: str, **state: object) -> HttpResponse:
    """A page that leads on to the server.

    Not a redirect: browsers hold the whole chain of redirects of a form against the policy's
    form-action, which allows this site alone.
    """
    if STARTS.is_reached(request):
        return render(request, "429.html", status=429)
    STARTS.add(request)
    nonce = secrets.token_urlsafe(24)
    asked = {"nonce": nonce, "prompt": "login", "max_age": settings.LOCK_AFTER_SECONDS}
    provider = get_adapter(request).get_provider(request, PROVIDER_ID)
    try:
        answer = provider.redirect(request, auth_params=asked, nonce=nonce, **state)
        shown = {"url": answer["Location"], "name": provider.name}
    except UNANSWERED:
        messages.error(request, _("That server does not answer now. Sign in another way."))
        return redirect(back)
    return render(request, "people/openid_going.html", shown)

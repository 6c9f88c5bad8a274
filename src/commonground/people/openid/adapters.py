"""Who comes in with the server's word: linked, active staff; everybody else reads why not."""

import logging
import secrets

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonground.common.errors import Refused

from ..backends import StaffBackend
from ..models import Staff
from .linking import link
from .tokens import NotShown

log = logging.getLogger("commonground.people")
LINK = "connect"  # allauth's word for what is not a sign-in


class StaffSocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> Staff:
        return sociallogin.user

    def on_authentication_error(
        self, request: HttpRequest, provider: object, exception: Exception | None = None,
        **more: object,
    ) -> None:  # fmt: skip
        raise ImmediateHttpResponse(not_shown(request, exception))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The last door: for this sign-in (nonce), and to whom it leads."""
        expected = str(sociallogin.state.get("nonce", ""))
        if not (expected and secrets.compare_digest(expected, str(sociallogin.nonce))):
            raise ImmediateHttpResponse(not_shown(request, NotShown("another nonce")))
        if sociallogin.state["process"] == LINK:
            raise ImmediateHttpResponse(_link(request, sociallogin))
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(refused(request, not_linked()))
        if not StaffBackend().user_can_authenticate(sociallogin.user):
            raise ImmediateHttpResponse(refused(request, _("This account is closed.")))


def not_linked() -> str:
    return _(
        "No account here is linked with that one. If you have an account, sign in with your "
        "password or passkey and link it under “How you sign in”."
    )


def _link(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Whoever began it, in the same session, and nobody else."""
    staff = request.user
    if not staff.is_authenticated or staff.public_id != sociallogin.state.get("staff"):
        return not_shown(request, None)
    try:
        link(staff=staff, subject=sociallogin.account.uid, by=staff.actor())
    except Refused as refusal:
        return refused(request, refusal.sentence)
    messages.success(request, _("Linked. From now on you can sign in with it."))
    return redirect("mfa_index")


def not_shown(request: HttpRequest, why: Exception | None) -> HttpResponse:
    """The server did not show who it is, or not to this browser, or not just now."""
    log.warning("sign-in with OpenID Connect refused: %s", _reason(why))
    sentence = _(
        "It was not shown who you are. Start again from the page where you sign in; if it happens "
        "again, tell your administrator."
    )
    return refused(request, sentence)


def _reason(why: Exception | None) -> str:
    """Our own words only: an answer of the server may hold codes and names."""
    if why is None:
        return "no such sign-in was begun in this browser, or it was broken off"
    return str(why) if isinstance(why, NotShown) else type(why).__name__


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "people/openid_refused.html", {"sentence": sentence}, status=403)

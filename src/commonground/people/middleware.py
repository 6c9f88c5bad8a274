"""A shared machine locks itself: after a short pause staff prove again who they are."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

SEEN = "seen_at"  # machine time, seconds
# What somebody may do before the first password is changed
BEFORE_OWN_PASSWORD = {"account_change_password", "account_logout", "language", "team-lock"}

Respond = Callable[[HttpRequest], HttpResponse]


def page_of(request: HttpRequest) -> str:
    """The page that somebody looks at: for a form that was sent, the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return settings.LOGIN_REDIRECT_URL


def lock(request: HttpRequest) -> HttpResponse:
    """End the session; signing in leads back to the same page."""
    back = page_of(request)
    logout(request)
    return redirect_to_login(back)


class LockMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if time.time() - request.session.get(SEEN, time.time()) > settings.LOCK_AFTER_SECONDS:
                return lock(request)
            self.touch(request)
            return self.answer(request)
        return self.get_response(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Whoever comes to the machine next finds no page in its memory, codes least of all."""
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    def touch(self, request: HttpRequest) -> None:
        """Write the session at most once a minute."""
        now = time.time()
        if now - request.session.get(SEEN, 0) > 60:
            request.session[SEEN] = now


class OwnPasswordMiddleware:
    """A first password was known to two people: it opens only the page that changes it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Respond, args: list, kwargs: dict
    ) -> HttpResponse | None:
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match.url_name in BEFORE_OWN_PASSWORD:
            return None
        return redirect(reverse("account_change_password"))

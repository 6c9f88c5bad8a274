"""A shared machine locks itself: after a short pause staff prove again who they are."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

SEEN = "seen_at"  # machine time, seconds


class LockMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if time.time() - request.session.get(SEEN, time.time()) > settings.LOCK_AFTER_SECONDS:
                logout(request)
                return redirect_to_login(request.get_full_path())
            self.touch(request)
        return self.get_response(request)

    def touch(self, request: HttpRequest) -> None:
        """Write the session at most once a minute."""
        now = time.time()
        if now - request.session.get(SEEN, 0) > 60:
            request.session[SEEN] = now

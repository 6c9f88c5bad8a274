"""The door of every staff page. Every view behind a sign-in carries `staff_verb`."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .rules import TABLE, can

View = Callable[..., HttpResponse]


def staff_page(verb: str, *, unseen: bool = False) -> Callable[[View], View]:
    """Nobody is sent to sign in; staff without the verb get 403. The page checks the place.

    `unseen`: they get 404 instead, since they must not learn that there is anything.
    """
    if verb not in TABLE:
        raise KeyError(f"no such verb in the table: {verb}")

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not can(request.user, verb):
                if unseen:
                    raise Http404
                raise PermissionDenied(_("Your role has no part in this page."))
            response = view(request, *args, **kwargs)
            response.setdefault("Cache-Control", "no-store")
            return response

        guarded.staff_verb = verb  # type: ignore[attr-defined]
        guarded.is_unseen = unseen  # type: ignore[attr-defined]
        return guarded

    return door


ANYBODY_SIGNED_IN = "*"


def signed_in_page(view: View) -> View:
    """For what every member of staff may do with their own session, whatever the role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.staff_verb = ANYBODY_SIGNED_IN  # type: ignore[attr-defined]
    return guarded

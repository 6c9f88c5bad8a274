"""Which event a member of staff may open, for what, and in which role."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from commonground.common import web
from commonground.common.actors import Actor
from commonground.people.rules import can, role_for

from . import queries
from .models import Event


def event_for(request: HttpRequest, public_id: str, verb: str) -> Event:
    rows = queries.listed().select_related("closing").prefetch_related("neighbourhoods")
    event = get_object_or_404(rows, public_id=public_id)
    if not may(request, event, verb):
        raise PermissionDenied(_("This belongs to another team."))
    return event


def may(request: HttpRequest, event: Event, verb: str) -> bool:
    return any(can(request.user, verb, place) for place in event.neighbourhoods.all())


def actor(request: HttpRequest, verb: str) -> Actor:
    return request.user.actor(role_for(request.user, verb))


def done(
    request: HttpRequest, event: Event, verb: Callable[[], object], words: str
) -> HttpResponse:
    """Do it and say so, or say why not; then the event's page again."""
    return web.done(request, verb, words, "team-event", event.public_id)

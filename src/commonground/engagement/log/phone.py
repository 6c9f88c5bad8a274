"""What the phone keeps of the log: the page without a network, the worker that shows it, and
where it sends what was logged meanwhile."""

import json
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.ids import new_public_id
from commonground.common.web import public_page
from commonground.people.access import staff_page
from commonground.people.phones import owner_mark
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import Neighbourhood
from commonground.places.naming import place_names_near

from .. import activity, states
from .forms import AwayForm, LogForm, WordsForm
from .receiving import MOST_AT_ONCE, receive

STATIC = Path(__file__).resolve().parent.parent / "static"
FILES = [
    *(f"engagement/log/{name}" for name in (
        "page.js", "showing.js", "persons.js", "persons.json", "queue.js", "store.js", "log.css",
    )),
    "common/commonground.css",
]  # fmt: skip
PLACE_NAMES = 600  # about 6 kB compressed
OWN_DAYS = 28


@lru_cache(maxsize=1)
def version() -> str:
    """Changes when a file of the log does, and with it the worker."""
    digest = sha256()
    for name in FILES:
        digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:12]


def with_phone(
    request: HttpRequest, places: Iterable[Neighbourhood], context: dict[str, object]
) -> dict[str, object]:
    """`context` with what the scripts of the log need. No word of a resident is among it."""
    places = list(places)
    owner, since = owner_mark(request.user), clock.now() - timedelta(days=OWN_DAYS)
    phone = {
        "who": owner,
        "send": reverse("team-log-send"),
        "page": reverse("team-log"),
        "shell": reverse("team-log-shell"),
        "worker": reverse("log-worker"),
        "places": place_names_near(places, PLACE_NAMES),
        "rules": static("engagement/log/persons.json"),
    }
    usual = activity.own_usual(request.user, since, places)
    draft = WordsForm(prefix="draft")
    return context | {
        "phone": phone, "usual": usual, "kinds": states.CONTACT_KINDS, "draft_form": draft,
    }  # fmt: skip


@staff_page("log.write")
@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The log as the phone shows it with the network cut: the forms, and nobody's data."""
    places = neighbourhoods_for(request.user, "log.write")
    given = {"places": places, "initial": {"idempotency_key": new_public_id()}}
    forms = {"form": LogForm(**given), "away_form": AwayForm(**given, prefix="away")}
    # no token: it would go stale; no messages: they wait for a page that is looked at
    shown = with_phone(request, places, forms | {"is_shell": True, "messages": ()})
    return render(request, "engagement/log_shell.html", shown)


@staff_page("log.write")
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """GET: who is signed in, and a fresh token. POST: entries, answered one by one."""
    mine = owner_mark(request.user)
    if request.method == "GET":
        return JsonResponse({"who": mine, "token": get_token(request)})
    try:
        sent = json.loads(request.body)
        who, entries = str(sent["who"]), list(sent["entries"])
    except (ValueError, KeyError, TypeError, RecursionError):  # the last: brackets in brackets
        return _refused(_("This could not be read. Open the log again and send it once more."), 400)
    if who != mine:
        return _refused(_("Somebody else is signed in. Nothing was sent."), 409)
    if len(entries) > MOST_AT_ONCE:
        return _refused(_("Send at most %(n)d entries at once.") % {"n": MOST_AT_ONCE}, 413)
    results = receive(entries, request.user)
    _say(request, results)
    return JsonResponse({"results": results})


def _refused(sentence: str, status: int) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=status)


def _say(request: HttpRequest, results: list[dict]) -> None:
    """For the next page that opens: the phone may have sent this by itself."""
    kept = [result["logged"] for result in results if result.get("logged")]
    if len(kept) == 1:
        messages.success(request, _("Logged: %(what)s.") % {"what": kept[0]})
    elif kept:
        told = ngettext("%(n)d entry was logged.", "%(n)d entries were logged.", len(kept))
        messages.success(request, told % {"n": len(kept)})


@public_page
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies below /team/log/, so it sees the log's pages and no other."""
    begin = "\n".join(
        f"const {name} = {json.dumps(value)};"
        for name, value in {
            "VERSION": version(),
            "PAGE": reverse("team-log"),
            "SEND": reverse("team-log-send"),
            "FILES": [static(name) for name in FILES],
        }.items()
    )
    body = (STATIC / "engagement/log/worker.js").read_text(encoding="utf-8")
    queue = static("engagement/log/queue.js")
    script = f'import {{ flush }} from "{queue}";\n{begin}\n{body}'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public_page
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to put the log among its apps."""
    page = reverse("team-log")
    icons = [
        {"src": static(f"engagement/log/icon-{size}.png"), "sizes": f"{size}x{size}",
         "type": "image/png", "purpose": purpose}
        for size in (192, 512) for purpose in ("any", "maskable")
    ]  # fmt: skip
    told = {
        "id": page, "start_url": page, "scope": page, "display": "standalone",
        "name": _("The log of %(agency)s") % {"agency": deployment().agency},
        "short_name": _("Log"), "lang": request.LANGUAGE_CODE,
        "background_color": "#faf7f1", "theme_color": "#fffdf9", "icons": icons,
    }  # fmt: skip
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response

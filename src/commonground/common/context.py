"""What every template may use of the deployment, and the languages to switch to."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from . import clock
from .deployment import deployment as read


def deployment(request: HttpRequest) -> dict[str, object]:
    return {"deployment": read(), "today": clock.today(), "other_languages": other_languages()}


def other_languages() -> list[dict[str, str]]:
    """The deployment's languages except the page's, each in its own name."""
    offered = [code for code, _ in settings.LANGUAGES if code in read().languages]
    current = (get_language() or "en").split("-")[0]
    return [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize()}
        for code in offered
        if code != current
    ]

"""What every template may use of the deployment."""

from django.http import HttpRequest

from . import clock
from .deployment import deployment as read


def deployment(request: HttpRequest) -> dict[str, object]:
    return {"deployment": read(), "today": clock.today()}

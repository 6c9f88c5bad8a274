"""Too many wrong passwords for one name: a pause. What is kept of it is the name and a count."""

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest, QueryDict


class LockoutHandler(AxesDatabaseHandler):
    """axes writes the browser and what was sent; ours leaves those columns empty."""

    def user_login_failed(
        self, sender: object, credentials: dict, request: HttpRequest | None = None, **more: object
    ) -> None:
        if request is None:
            return
        request.axes_user_agent = request.axes_http_accept = request.axes_path_info = ""
        sent = request.GET, request.POST
        request.GET, request.POST = QueryDict(), QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **more)
        finally:
            request.GET, request.POST = sent

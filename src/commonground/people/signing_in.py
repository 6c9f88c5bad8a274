"""The sign-in page: allauth's, with one sentence more."""

import ipaddress

from allauth.account.views import LoginView
from allauth.account.views import logout as allauth_logout
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port


def localhost_url(request: HttpRequest) -> str:
    """The same page on localhost, when the address is this machine's bare number, else ''.

    Browsers keep passkeys to named addresses and refuse them on 127.0.0.1.
    """
    host, port = split_domain_port(request.get_host())
    try:
        is_number = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return ""
    if not is_number:
        return ""
    name = f"localhost:{port}" if port else "localhost"
    return f"{request.scheme}://{name}{request.get_full_path()}"


class StaffLoginView(LoginView):
    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        """Without allauth's placeholders, which say the labels again in pale grey."""
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.widget.attrs.pop("placeholder", None)
        return form

    def get_context_data(self, **more: object) -> dict[str, object]:
        server = settings.OPENID_CONNECT
        return {
            **super().get_context_data(**more),
            "localhost_url": localhost_url(self.request),
            "openid_name": server.name if server else "",
        }


login = StaffLoginView.as_view()


def logout(request: HttpRequest) -> HttpResponse:
    """allauth's; whoever has signed out leaves nothing in the browser, even where no script ran."""
    response = allauth_logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"storage"'
    return response

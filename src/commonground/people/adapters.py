"""How staff sign in: accounts are made by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from .models import Staff

NOWHERE = "0.0.0.0"  # noqa: S104  no network address is used or written anywhere


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Staff, password: str) -> None:
        """The person's own password: the one that was read out is used up."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to the work: the same form again reads as if the password had not been kept."""
        return settings.LOGIN_REDIRECT_URL

    def get_client_ip(self, request: HttpRequest) -> str:
        return NOWHERE

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Sign-in sends no mail: staff may have no address, and the outbox is for residents."""


def no_address(request: HttpRequest) -> str:
    """Lock-outs go by user name: no network address is written anywhere."""
    return NOWHERE

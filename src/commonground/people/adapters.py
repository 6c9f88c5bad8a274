"""How staff sign in: accounts are made by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def no_address(request: HttpRequest) -> str:
    """Lock-outs go by user name: no network address is written anywhere."""
    return "0.0.0.0"  # noqa: S104

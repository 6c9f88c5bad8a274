"""Who may sign in at all."""

from allauth.account.auth_backends import AuthenticationBackend

from commonground.common.deployment import deployment

from .models import Staff

DEMO_PREFIX = "demo-"


class StaffBackend(AuthenticationBackend):
    """Active staff; the demo city's printed logins only in a demo city."""

    def user_can_authenticate(self, user: Staff) -> bool:
        is_demo_login = user.username.startswith(DEMO_PREFIX)
        return super().user_can_authenticate(user) and (deployment().demo or not is_demo_login)

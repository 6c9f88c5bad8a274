"""Which account of the server belongs to which staff account: linked by its owner alone."""

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.actors import Actor
from commonground.common.audit import record
from commonground.common.errors import Refused

from ..models import Staff
from .config import PROVIDER_ID

APP = "allauth.socialaccount"


@transaction.atomic
def link(*, staff: Staff, subject: str, by: Actor) -> None:
    """`subject` opens the account of `staff` from now on; another one that did no longer does."""
    rows = _rows()
    if rows.filter(provider=PROVIDER_ID, uid=subject).exclude(user=staff).exists():
        raise Refused(_("That account already opens somebody else's account here."))
    rows.filter(user=staff).exclude(uid=subject).delete()
    rows.get_or_create(provider=PROVIDER_ID, uid=subject, defaults={"user": staff})
    record(by=by, verb="staff.link_openid", noun="staff", noun_id=staff.public_id)


@transaction.atomic
def unlink(*, staff: Staff, by: Actor) -> int:
    """Signing in that way ends; how many links went."""
    count = forget(staff)
    if count:
        record(by=by, verb="staff.unlink_openid", noun="staff", noun_id=staff.public_id)
    return count


def forget(staff: Staff) -> int:
    """Part of a verb that shuts every door of an account."""
    return _rows().filter(user=staff).delete()[0] if apps.is_installed(APP) else 0


def is_linked(staff: Staff) -> bool:
    return apps.is_installed(APP) and _rows().filter(user=staff, provider=PROVIDER_ID).exists()


def _rows():  # noqa: ANN202  the model is there only where the app is installed
    return apps.get_model("socialaccount", "SocialAccount").objects

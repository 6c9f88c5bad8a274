"""Who has an account: made by an administrator, with a first password that works once."""

import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.actors import Actor
from commonground.common.audit import record
from commonground.common.errors import Refused
from commonground.common.ids import ALPHABET

from .models import Staff
from .openid.linking import forget

GROUPS, GROUP_LENGTH = 4, 5


def first_password() -> str:
    """20 letters in groups of five, easy to read out: about 97 bits."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


@transaction.atomic
def add_staff(*, username: str, display_name: str, email: str = "", by: Actor) -> tuple[Staff, str]:
    """A new account and its first password, which is stored nowhere."""
    if Staff.objects.filter(username__iexact=username).exists():
        raise Refused(_("Somebody already signs in with that name. Choose another."))
    staff = Staff(
        username=username, display_name=display_name, email=email, must_change_password=True
    )
    password = first_password()
    staff.set_password(password)
    staff.save()
    record(by=by, verb="staff.add", noun="staff", noun_id=staff.public_id)
    return staff, password


@transaction.atomic
def give_new_password(*, staff: Staff, by: Actor) -> str:
    """For who lost a password or a phone: one-time codes and passkeys go, sessions end."""
    if not staff.is_active:
        raise Refused(_("This account is closed."))
    password = first_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.save(update_fields=["password", "must_change_password"])
    removed = Authenticator.objects.filter(user=staff).delete()[0] + forget(staff)
    record(
        by=by, verb="staff.new_password", noun="staff", noun_id=staff.public_id, removed=removed
    )
    return password


@transaction.atomic
def close_account(*, staff: Staff, by: Actor) -> None:
    """Nobody signs in with it again; what the person did stays in the trail."""
    if staff.public_id == by.id:
        raise Refused(_("You cannot close your own account."))
    if staff.postings.current().exists():
        raise Refused(_("End the postings first."))
    staff.is_active = False
    staff.set_unusable_password()
    staff.save(update_fields=["is_active", "password"])
    Authenticator.objects.filter(user=staff).delete()
    forget(staff)
    record(by=by, verb="staff.close", noun="staff", noun_id=staff.public_id)

"""One log entry as it came from a form or a phone: the tally first, the words if they may be."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.gazetteer import look_up

from ..contacting import log_contact
from ..models import Contact
from .forms import LogForm
from .noting import add_words


@dataclass(frozen=True)
class Kept:
    """The contact is on disk; `refused` says why its words are not."""

    contact: Contact
    refused: Refused | None = None
    note: str = ""


def keep(form: LogForm, by: Staff, at: datetime | None = None) -> Kept:
    """Keep what a valid form holds. Only the tally itself can be refused."""
    told = form.cleaned_data
    near = told["near"].strip()
    found = look_up(near, limit=1) if near else []
    contact = log_contact(
        kind=told["kind"],
        neighbourhood=told["neighbourhood"],
        minutes=told["minutes"],
        by=by,
        idempotency_key=told["idempotency_key"],
        at=at or form.at(),
        latitude=found[0].latitude if found else None,
        longitude=found[0].longitude if found else None,
    )
    note = _("We do not know the place “%(near)s”: only the neighbourhood is kept.")
    try:
        add_words(contact=contact, by=by, **form.words())
    except Refused as refusal:
        return Kept(contact, refusal, note % {"near": near} if near and not found else "")
    return Kept(contact, None, note % {"near": near} if near and not found else "")

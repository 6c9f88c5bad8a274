"""What a phone sends after it had no network: entries one by one, each kept once or refused.

An entry is a dict: `type` (contact, away or words), `key` (the phone's own, once per entry),
`seconds_ago` (by the phone's own clock, so that a wrong clock does no harm) and the fields of the
form of its type; `words` names by `of` the key of its contact.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.people.rules import neighbourhoods_for

from ..abstraction.recording import record_abstraction
from ..models import Contact
from .forms import AwayForm, LogForm, WordsForm
from .keeping import keep
from .noting import add_words

MOST_AT_ONCE = 20
LONGEST = 366 * 86400  # seconds: what lies further back is refused as too old all the same
AGO = "seconds_ago"
PLAIN = str | int | float  # forms read texts: a number is none for a day
Result = dict[str, object]


def receive(entries: list[object], by: Staff) -> list[Result]:
    """For each entry its key and: `ok`, or the `sentence` that says why not.

    `logged` says what is on the list now; `words` why the words of a kept contact are not kept.
    """
    return [_receive_one(entry if isinstance(entry, dict) else {}, by) for entry in entries]


def _receive_one(entry: dict, by: Staff) -> Result:
    key = str(entry.get("key", ""))[:40]
    verb = {"contact": _contact, "away": _away, "words": _words}.get(str(entry.get("type")))
    if verb is None or not key or not all(map(_is_text, entry.values())):
        return {"key": key, "ok": False, "sentence": _("This entry could not be read.")}
    told = {n: v if n == AGO else str(v) for n, v in entry.items() if isinstance(v, PLAIN)}
    try:
        return {"key": key, "ok": True} | verb(told | {"idempotency_key": key}, by)
    except (Refused, PermissionDenied) as refusal:
        return {"key": key, "ok": False, "sentence": str(refusal)}


def _is_text(value: object) -> bool:
    """No null character and no half of a character: no database holds them."""
    if not isinstance(value, str):
        return True
    return not any(c == "\x00" or 0xD800 <= ord(c) <= 0xDFFF for c in value)


def _contact(told: Mapping[str, object], by: Staff) -> Result:
    form = LogForm(told, places=neighbourhoods_for(by, "log.write"))
    check_form(form)
    kept = keep(form, by, at=_when(told))
    where = f"{kept.contact.get_kind_display()}, {kept.contact.neighbourhood.name}"
    refused = {"words": str(kept.refused)} if kept.refused else {}
    return {"logged": where, "note": kept.note} | refused


def _away(told: Mapping[str, object], by: Staff) -> Result:
    form = AwayForm(told, places=neighbourhoods_for(by, "log.write"))
    check_form(form)
    values = form.cleaned_data
    day = values.pop("away_on") or clock.local_day(_when(told))
    row = record_abstraction(**values, away_on=day, by=by)
    return {"logged": f"{row.get_because_display()}, {row.neighbourhood.name}"}


def _words(told: Mapping[str, object], by: Staff) -> Result:
    form = WordsForm(told)
    check_form(form)
    contact = Contact.objects.filter(
        idempotency_key=str(told.get("of", "")), staff=by
    ).first()  # fmt: skip
    if contact is None:
        raise Refused(_("The entry that these words belong to is not there any more."))
    add_words(contact=contact, by=by, **form.words())
    return {"logged": _("your words")}


def check_form(form: Form) -> None:
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(": ".join(str(part) for part in (label, errors[0]) if part))


def _when(told: Mapping[str, object]) -> datetime:
    """In the product's time. Whatever is not a number of seconds is now."""
    ago = told.get(AGO, 0)
    if not isinstance(ago, int | float) or ago != ago:  # NaN is not itself
        ago = 0
    return clock.now() - timedelta(seconds=max(-LONGEST, min(LONGEST, ago)))

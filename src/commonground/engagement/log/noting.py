"""What an officer adds to a log entry: what was heard, and what is to be done.

Words that look like a person stay with the officer: they are refused whole, and nothing of them
is kept here.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.concerns.models import CameBy, Category, Concern, Source
from commonground.concerns.reporting import report
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.naming import place_names
from commonground.tasks.making import make_task
from commonground.tasks.models import Task

from ..contacting import source_of
from ..models import Contact
from .persons import marks, without


class LooksLikeAPerson(Refused):
    """`offered`: for each text that was given, the same without what was marked."""

    def __init__(self, found: list[str], offered: tuple[str, str]) -> None:
        shown = ", ".join(f"“{words}”" for words in found[:5])
        told = _("These words look like a person: %(words)s. Say it without them.")
        super().__init__(told % {"words": shown})
        self.offered = offered


@transaction.atomic
def add_words(
    *,
    contact: Contact,
    by: Staff,
    heard: str = "",
    category: Category | None = None,
    todo: str = "",
    due_on: date | None = None,
) -> Contact:
    """Keep what was heard as a concern that we asked for, and the follow-up as a task.

    Sent twice it is kept once: the contact has one of each.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    check(by, "log.write", contact.neighbourhood)
    if contact.staff_id != by.pk:
        raise Refused(_("The entry that these words belong to is not there any more."))
    check_words(heard, category, todo, due_on)
    if heard.strip() and category and contact.concern_id is None:
        contact.concern = _concern(contact, by, heard, category)
        contact.save(update_fields=["concern"])
    if todo.strip() and due_on:
        _task(contact, by, todo, due_on)
    return contact


def check_words(heard: str, category: Category | None, todo: str, due_on: date | None) -> None:
    if heard.strip() and category is None:
        raise Refused(_("Choose what it is about, so that it reaches the right list."))
    if todo.strip() and due_on is None:
        raise Refused(_("Say by when."))
    known = place_names()
    found = [marks(words, known) for words in (heard, todo)]
    if any(found):
        texts = [w[m.start : m.end] for w, some in zip((heard, todo), found, strict=True)
                 for m in some]  # fmt: skip
        language = (get_language() or "en").split("-")[0]
        offered = (without(heard, found[0], language), without(todo, found[1], language))
        raise LooksLikeAPerson(texts, offered)


def _concern(contact: Contact, by: Staff, heard: str, category: Category) -> Concern:
    concern, _receipt = report(
        category=category,
        words=heard,
        by=by.actor(role_for(by, "log.write")),
        neighbourhood=contact.neighbourhood,
        source=Source.LOG,
        came_by=CameBy.ASKED_FOR,
        example=contact.is_example,
        idempotency_key=f"log:{contact.idempotency_key}",
    )
    return concern


def _task(contact: Contact, by: Staff, todo: str, due_on: date) -> Task:
    """A day that passed while the phone had no network is today: late, but not lost."""
    check(by, "task.make", contact.neighbourhood)
    if clock.local_day(contact.at_hour) <= due_on:
        due_on = max(due_on, clock.today())
    return make_task(
        neighbourhood=contact.neighbourhood,
        title=todo,
        due_on=due_on,
        by=by.actor(role_for(by, "task.make")),
        owner=by,
        source=source_of(contact),
        is_example=contact.is_example,
        idempotency_key=f"log:{contact.public_id}",
    )

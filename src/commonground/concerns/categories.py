"""Categories and canned answers: editable, and never named after a kind of person."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.texts import FALLBACK
from commonground.people.models import Staff
from commonground.people.rules import check

from .models import CannedAnswer, Category
from .refused_words import REFUSED
from .wordlists import found_in

FILE = Path(__file__).with_name("categories.toml")
Texts = dict[str, str]


def check_names_no_person(texts: Texts) -> None:
    """Refuse a name that stands for a kind of person, in any of the languages."""
    for text in texts.values():
        for words in REFUSED.values():
            found = found_in(text, words)
            if found:
                raise Refused(
                    _(
                        "“%(found)s” is a kind of person. Name what is wrong with a place, or "
                        "what somebody does, for instance “Shouting at passers-by”."
                    )
                    % {"found": found}
                )


@transaction.atomic
def save_category(
    *,
    slug: str,
    name: Texts,
    by: Staff | Actor,
    guidance: Texts | None = None,
    where_to_go: Texts | None = None,
    out_of_scope: bool = False,
    sensitive: bool = False,
    about_conduct: bool = False,
    active: bool = True,
    order: int = 100,
    is_invitation: bool | None = None,
) -> Category:
    """Make a category or change it. Its slug never changes: records point at it.

    is_invitation : set by what we ship; None leaves it as it is.
    """
    if isinstance(by, Staff):
        check(by, "category.edit")
    check_has_text(name)
    check_names_no_person(name)
    if out_of_scope and not (where_to_go or {}).get(FALLBACK):
        raise Refused(_("Say where else to go: people arrive here with a worry."))
    row, is_new = Category.objects.update_or_create(
        slug=slug,
        defaults={
            "name": name,
            "guidance": guidance or {},
            "where_to_go": where_to_go or {},
            "out_of_scope": out_of_scope,
            "sensitive": sensitive,
            "about_conduct": about_conduct,
            "active": active,
            "order": order,
            **({} if is_invitation is None else {"is_invitation": is_invitation}),
        },
    )
    _note(by, "category", slug, is_new)
    return row


@transaction.atomic
def save_canned_answer(
    *, slug: str, name: Texts, words: Texts, by: Staff | Actor, active: bool = True
) -> CannedAnswer:
    if isinstance(by, Staff):
        check(by, "category.edit")
    check_has_text(name)
    check_has_text(words)
    row, is_new = CannedAnswer.objects.update_or_create(
        slug=slug, defaults={"name": name, "words": words, "active": active}
    )
    _note(by, "canned_answer", slug, is_new)
    return row


def check_has_text(texts: Texts) -> None:
    if not texts.get(FALLBACK, "").strip():
        raise Refused(_("Give at least the English text."))


def _note(by: Staff | Actor, noun: str, slug: str, is_new: bool) -> None:
    actor = by.actor() if isinstance(by, Staff) else by
    audit.record(by=actor, verb=f"{noun}.save", noun=noun, noun_id=slug, is_new=is_new)


@transaction.atomic
def load_categories(*, by: Actor | None = None, file: Path = FILE) -> int:
    """Put in the categories and canned answers we ship that are not there yet; return how many.

    What staff changed stays as they left it.
    """
    actor = by or Actor.system("init")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    known = set(Category.objects.values_list("slug", flat=True))
    said = set(CannedAnswer.objects.values_list("slug", flat=True))
    new = [row for row in rows["category"] if row["slug"] not in known]
    answers = [row for row in rows["canned_answer"] if row["slug"] not in said]
    for row in new:
        save_category(by=actor, order=10 * (rows["category"].index(row) + 1), **row)
    for row in answers:
        save_canned_answer(by=actor, **row)
    return len(new) + len(answers)

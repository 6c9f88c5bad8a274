"""News for subscribers: upper rooms announce, the jobs tell, at once or once a week."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop

from commonground.common import clock
from commonground.common.texts import FALLBACK, in_each, in_language
from commonground.places.models import Neighbourhood

from . import links
from .models import HowOften, News, NewsKind, Subscription
from .subscribing import send, subject_of

CHUNK = 200  # subscribers in one transaction: others write in between


def announce(
    *,
    neighbourhood: Neighbourhood,
    kind: str,
    title: str | dict[str, str],
    url: str,
    key: str,
    is_example: bool = False,
) -> None:
    """Tell subscribers of something that is public already, in the caller's transaction.

    `kind` is news, events or said_did; `title` is written by staff (a text, or one per
    language), never a resident's words; `url` a path of this site; `key` names what is told
    ("event:K7…"): a second announcement with it is not kept. An Example says that it is one.
    """
    texts = title if isinstance(title, dict) else {FALLBACK: title}
    if is_example:
        texts = in_each(gettext_noop("%(title)s (Example)"), title=texts)
    row = News(
        neighbourhood=neighbourhood, kind=NewsKind(kind).value, title=texts, url=url, key=key,
        at=clock.now(),
    )  # fmt: skip
    News.objects.bulk_create([row], ignore_conflicts=True)


def tell_at_once() -> int:
    """Tell those who want it at once; how many messages."""
    count = 0
    for news in News.objects.filter(told_at__isnull=True).order_by("id")[:CHUNK]:
        count += _tell_one(news)
    return count


@transaction.atomic
def _tell_one(news: News) -> int:
    readers = [
        row for row in Subscription.objects.confirmed().select_related("neighbourhood")
        .filter(neighbourhood=news.neighbourhood_id, how_often=HowOften.AT_ONCE,
                told_until__lte=news.at)
        if news.kind in row.kinds
    ]  # fmt: skip
    for row in readers:
        _tell(row, [news], key=f"news:{news.public_id}:{row.public_id}")
    news.told_at = clock.now()
    news.save(update_fields=["told_at"])
    return len(readers)


def tell_weekly() -> int:
    """One message for the week to each weekly subscriber, on Monday or the first day after it
    on which the worker runs; none where there is nothing to tell."""
    monday = monday_of(clock.today())
    rows = Subscription.objects.confirmed().filter(
        how_often=HowOften.WEEKLY, told_until__lt=clock.start_of(monday)
    )
    count = 0
    while ids := list(rows.order_by("id").values_list("id", flat=True)[:CHUNK]):
        count += _tell_chunk(ids, monday)
    return count


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def _tell_chunk(ids: list[int], monday: date) -> int:
    count = 0
    now = clock.now()
    for row in Subscription.objects.filter(id__in=ids).select_related("neighbourhood"):
        news = News.objects.filter(
            neighbourhood=row.neighbourhood_id, kind__in=row.kinds,
            at__gt=row.told_until, at__lte=now,
        ).order_by("at", "id")
        if told := list(news):
            _tell(row, told, key=f"weekly:{monday}:{row.public_id}")
            count += 1
    Subscription.objects.filter(id__in=ids).update(told_until=now)
    return count


def _tell(row: Subscription, news: Sequence[News], *, key: str) -> None:
    with translation.override(row.language):
        items = [
            (NewsKind(n.kind).label, in_language(n.title, row.language), links.absolute(n.url))
            for n in news
        ]
        subject = subject_of("news", row.language)
        send(row, "news", subject, key=key, items=items, more=len(items) - 1)

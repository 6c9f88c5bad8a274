"""A neighbourhood's events as Atom (RFC 4287), for feed readers."""

from datetime import datetime
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.texts import in_language, printable
from commonground.common.wording import moment
from commonground.places.models import Neighbourhood

from .models import Event, EventQuerySet

MOST = 50
ATOM = "application/atom+xml; charset=utf-8"


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Without an entry: this morning, not the second in which somebody asked."""
        return super().latest_post_date() if self.items else clock.start_of(clock.today())


def neighbourhood_feed(rows: EventQuerySet, place: Neighbourhood) -> str:
    base = deployment().base_url
    feed = Atom(
        title=_("Police events in %(place)s") % {"place": place.name},
        link=urljoin(base, f"{reverse('events')}?neighbourhood={place.slug}"),
        description=None,
        language=get_language(),
        author_name=deployment().agency,
        feed_url=urljoin(base, reverse("neighbourhood-events-feed", args=[place.slug])),
        feed_guid=lasting_id("neighbourhood", place.public_id),
    )
    for event in rows[:MOST]:
        _add(feed, event, base)
    return feed.writeString("utf-8")


def _add(feed: Atom1Feed, event: Event, base: str) -> None:
    feed.add_item(
        title=printable(_title(event)),
        link=urljoin(base, reverse("event", args=[event.public_id])),
        description=_summary(event),
        unique_id=lasting_id("event", event.public_id),
        pubdate=event.made_at,
        updateddate=event.changed_at,
        categories=[in_language(event.kind.name)],
    )


def lasting_id(noun: str, public_id: str) -> str:
    return uuid5(NAMESPACE_URL, f"commonground:{noun}:{public_id}").urn


def _title(event: Event) -> str:
    title = in_language(event.title)
    return _("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title


def _summary(event: Event) -> str:
    """As HTML: when and where, then what people should know."""
    place = in_language(event.place)
    when = " · ".join(part for part in (moment(event.starts_at), place) if part)
    example = _("Example") if event.is_example else ""
    lines = [when, in_language(event.about), event.note, event.cancelled_because, example]
    return "".join(format_html("<p>{}</p>", printable(line)) for line in lines if line)

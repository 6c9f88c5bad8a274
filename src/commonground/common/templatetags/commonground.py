"""Our parts as template tags; each draws one file of templates/parts/."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commonground.common import charts, clock, texts, wording
from commonground.common.deployment import deployment
from commonground.common.maps import Map

register = template.Library()

register.filter("in_language", texts.in_language)
register.filter("marked_language", texts.marked_language)
register.filter("day", wording.day)
register.filter("days_long", wording.days_long)
register.filter("moment", wording.moment)
register.filter("time_of_day", wording.time_of_day)
register.filter("month", wording.month)
register.filter("weekday", wording.weekday)
register.filter("once_in", wording.once_in)
register.filter("about_share", wording.about_share)
register.filter("grouped", wording.grouped)
register.filter("about_count", wording.about_count)


@register.simple_tag
def part(name: str, **values: object) -> SafeString:
    """Any part, with nothing but the values given to it."""
    return render_to_string(f"parts/{name}.html", values)


@register.simple_tag
def emergency() -> SafeString:
    """First thing after the title wherever words are taken."""
    return part("emergency", deployment=deployment())


@register.simple_tag
def clock_tag(due: date | datetime | None, kept: bool = False) -> SafeString | str:
    """The promise clock: time left, the day, or how late."""
    if due is None:
        return ""
    told = wording.time_left(due, clock.now())
    return part("tag", words=told.words, tone="" if kept else told.tone, when=due)


@register.simple_tag
def freshness(updated_on: date | None) -> SafeString | str:
    if updated_on is None:
        return ""
    told = wording.freshness(updated_on, clock.today())
    return part("tag", words=told.words, tone=told.tone)


@register.simple_tag
def said_did(**pair: object) -> SafeString:
    """said, people, said_on; then did, did_on, or waiting_days with not_yet (words).

    settled_count and unsettled_count: what the people who raised it say. is_example.
    """
    return part("said_did", **pair)


@register.simple_tag
def interval(
    label: str,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    floor: float = 0,
    ceiling: float = 100,
    unit: str = "",
) -> SafeString:
    """A wash bar with a dot; without a value, the words "too few answers to say"."""
    known = value is not None
    ends = (value if low is None else low, value if high is None else high)
    bar = charts.interval_bar(value, *ends, floor=floor, ceiling=ceiling) if known else None
    return part(
        "interval", label=label, value=value, low=low, high=high, bar=bar, unit=unit,
        has_ends=low is not None and high is not None,
    )  # fmt: skip


@register.simple_tag
def waiting_curve(
    days: Sequence[float],
    shares: Sequence[float],
    lows: Sequence[float] | None = None,
    highs: Sequence[float] | None = None,
    promise: float = 3,
    until: float = 20,
    known_until: float | None = None,
    promise_words: str = "",
    unit: str = "",
) -> SafeString:
    """Share of people who heard from us, by day, with the promise drawn in."""
    chart = charts.waiting_curve(
        days, shares, lows, highs, promise=promise, until=until, known_until=known_until
    )
    rows = [
        (d, *(round(100 * v) for v in values))
        for d, *values in zip(days, shares, *((lows, highs) if lows and highs else ()), strict=True)
        if d <= until
    ]
    return part(
        "waiting_curve", chart=chart, rows=rows, promise_words=promise_words, unit=unit,
        has_interval=bool(lows and highs),
    )  # fmt: skip


@register.simple_tag
def month_chart(
    labels: Sequence[str],
    counts: Sequence[int | None],
    band: Sequence[tuple[float, float] | None] = (),
    hidden_below: int = 0,
    last_is_part: bool = False,
    title: str = "",
    band_words: str = "",
) -> SafeString:
    """Counts per month; None is shown as "fewer than `hidden_below`"."""
    chart = charts.month_chart(
        labels, counts, band, hidden_below=hidden_below, last_is_part=last_is_part
    )
    bands = list(band) + [None] * (len(counts) - len(band))
    return part(
        "month_chart", chart=chart, rows=list(zip(labels, counts, bands, strict=True)),
        hidden_below=hidden_below, title=title, band_words=band_words, has_band=bool(chart.band),
        has_hidden=None in counts, last_is_part=last_is_part,
    )  # fmt: skip


@register.simple_tag
def map_of(drawing: Map, title: str, css: str = "") -> SafeString:
    """A map; its links are a second way to a list that stands beside it."""
    return part("map", drawing=drawing, title=title, css=css)

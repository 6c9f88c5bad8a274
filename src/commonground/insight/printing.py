"""The briefing as a tagged PDF (PDF/UA-1), set by typst. No word is ever read as markup."""

import json
from pathlib import Path

import typst
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.common import charts, wording
from commonground.common import pdf as sheets
from commonground.common.deployment import deployment

from .sheet import Sheet, Trend

TEMPLATE = Path(__file__).resolve().parent / "typst" / "briefing.typ"
LETTER_ZONES = ("America/", "US/")
FITS = ((10.6, 6), (9.6, 6), (8.6, 6), (8.2, 4), (8.2, 2), (7.6, 1))  # points, rows of a section


def pdf(sheet: Sheet) -> bytes:
    """One page, in the active language: a full week is set smaller, then cut with "n more"."""
    source, words = TEMPLATE.read_bytes(), sheets.as_data(_words(sheet))
    for size_pt, rows in FITS:
        data = sheets.as_data(sheet.with_rows(rows).as_data())
        inputs = {"sheet": data, "words": words, "size": str(size_pt)}
        pages = typst.query(source, "<pages>", field="value", one=True, sys_inputs=inputs)
        if json.loads(pages) == 1:
            break
    return sheets.sheet(source, inputs)


def _words(sheet: Sheet) -> dict[str, str]:
    trend = next((part.trend for part in sheet.sections if part.trend), None)
    house = deployment()
    return {
        "agency": house.agency,
        "language": (get_language() or "en").split("-")[0],
        "paper": "us-letter" if house.time_zone.startswith(LETTER_ZONES) else "a4",
        "example": _("Example"),
        "more": _("and {n} more"),
        "notice": example_notice(sheet),
        "footer": _("%(agency)s. For the team. May be disclosed like any record of ours.")
        % {"agency": house.agency},
        "chart": chart_svg(trend) if trend else "",
        "chart_alt": chart_words(trend) if trend else "",
    }


def example_notice(sheet: Sheet) -> str:
    if not sheet.has_examples:
        return ""
    return _("Figures marked Example rest on rows that were made up to show how this works.")


def chart_words(trend: Trend) -> str:
    """The figures of the chart, for who does not see it."""
    pairs = zip(trend.labels, trend.counts, strict=True)
    return "; ".join(f"{label}: {wording.grouped(count)}" for label, count in pairs)


def chart_svg(trend: Trend) -> str:
    drawn = charts.month_chart(
        trend.labels, trend.counts, trend.band, last_is_part=trend.last_is_part
    )
    parts = [f'<path d="{drawn.band}" fill="#cfe2db"/>'] if drawn.band else []
    parts += [_bar(bar) for bar in drawn.bars]
    parts += [_tick(t, t.at, 200, "middle") for t in drawn.x_ticks]
    parts += [_tick(t, 52, t.at + 4, "end") for t in drawn.y_ticks]
    axis = '<line x1="58" x2="468" y1="182" y2="182" stroke="#56605a"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 210">'
    return f"{head}{''.join(parts)}{axis}</svg>"


def _bar(bar: charts.Bar) -> str:
    inner = max(bar.width * 0.55, 1)
    x = bar.x + (bar.width - inner) / 2
    fill = "#ffffff" if bar.kind == "bar-part" else "#1b5e52"
    return (
        f'<rect x="{x:.1f}" y="{bar.y}" width="{inner:.1f}" height="{bar.height}" '
        f'fill="{fill}" stroke="#1b5e52"/>'
    )


def _tick(tick: charts.Tick, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="13" '
        f'font-family="Libertinus Serif" fill="#56605a">{escape(tick.label)}</text>'
    )

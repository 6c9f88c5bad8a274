"""The weekly briefing: on a page, in a terminal, and on one printed sheet."""

import argparse
import time
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from commonground.common.errors import Refused
from commonground.engagement.activity import Presence
from commonground.incidents.queries import Held, MonthlyCount
from commonground.insight import printing, sections, trend
from commonground.insight.briefing import brief
from commonground.insight.command import find
from commonground.insight.sheet import Period, Row, Section, Sheet, Trend

NBSP = "\N{NO-BREAK SPACE}"


def part(sheet: Sheet, key: str) -> Section:
    return next(section for section in sheet.sections if section.key == key)


def test_the_week_before_the_morning_counts_and_the_morning_does_not(tell, town, clock_at):
    for _ in range(3):
        tell()
    assert part(brief(town.north), "raised").rows == ()
    clock_at.forward(days=1)
    assert part(brief(town.north), "raised").rows == (Row("Litter", tag="3"),)
    clock_at.forward(days=7)
    assert part(brief(town.north), "raised").rows == ()
    assert part(brief(town.north, clock_at.day - timedelta(days=7)), "raised").rows != ()


def test_a_morning_that_has_not_come_is_refused(town, clock_at):
    with pytest.raises(Refused, match="not come"):
        brief(town.north, clock_at.day + timedelta(days=1))


def test_without_a_scan_nothing_is_known_to_emerge(town, clock_at):
    assert part(brief(town.north), "emerging").words.startswith("Not known")


def test_what_is_emerging_says_how_rare_and_leaves_out_single_addresses(alert, town):
    alert()
    alert(one_place=True)
    (row,) = part(brief(town.north), "emerging").rows
    assert (row.text, row.tag) == ("Broken windows", "New")
    assert row.note == "11 reports in 9 days; about 2 are usual. By chance about once in 3 years."
    assert part(brief(town.south), "emerging").words == "Nothing stands out here."


def test_what_two_mornings_found_is_one_change_as_the_last_saw_it(alert, town, clock_at):
    first, monday = alert(), clock_at.day
    clock_at.forward(days=1)
    alert(again=first, observed=14)
    assert [r.note[:2] for r in part(brief(town.north), "emerging").rows] == ["14"]
    assert [r.note[:2] for r in part(brief(town.north, monday), "emerging").rows] == ["11"]


def test_late_promises_and_late_first_replies_are_said_plainly(tell, promise, town, clock_at):
    tell()
    promise(days=1)
    clock_at.forward(days=4)
    found = part(brief(town.north), "promised")
    assert found.words == "1 open, 1 of them late."
    assert [(row.tag, row.tone) for row in found.rows] == [("late", "bad"), ("3 days late", "bad")]


def test_a_late_promise_is_late_by_the_morning_that_is_asked_for(promise, town, clock_at):
    promise(days=1)
    morning = clock_at.day
    clock_at.forward(days=4)
    assert part(brief(town.north, morning), "promised").words == "1 open, 0 of them late."


def test_what_is_planned_leaves_out_the_cancelled_and_the_far(meeting, town, cast):
    from commonground.engagement.planning import cancel_event

    meeting("Soon")
    meeting("Far", hours=24 * 20)
    cancel_event(event=meeting("Gone"), because="Rain", by=cast.bram.actor())
    assert [row.text for row in part(brief(town.north), "planned").rows] == ["Soon"]


def test_without_calls_the_reactive_share_is_not_known(town, clock_at):
    assert part(brief(town.north), "presence").words == "Not known: no calls imported."


def test_what_was_logged_is_an_example_and_what_is_not_known_is_none(town, clock_at, monkeypatch):
    logged = Presence(1, 90, 1, 0, 2)
    monkeypatch.setattr(sections.activity, "presence", lambda *a: logged)
    sheet = brief(town.north)
    found = part(sheet, "presence")
    assert found.rows[0].text == "Logged besides: 1 contact, 1.5 hours; 1 event closed"
    assert (found.has_examples, found.rows[0].is_example) == (False, True)
    assert "Example" in printing.example_notice(sheet)


def test_with_calls_the_share_says_of_how_many(town, clock_at, monkeypatch):
    counted = {"resident": 30, "officer": 10, "unknown": 4}
    monkeypatch.setattr(sections.incidents, "initiated_counts", lambda *a, **k: counted)
    words = part(brief(town.north), "presence").words
    assert words.startswith("30 of 40 recorded calls were answers")


def test_a_large_number_has_the_form_of_the_language_on_page_print_and_in_words(
    town, clock_at, monkeypatch, records
):
    counted = {"resident": 27353, "officer": 1, "unknown": 1000}
    monkeypatch.setattr(sections.incidents, "initiated_counts", lambda *a, **k: counted)
    many = [MonthlyCount(town.north.public_id, date(2026, 2, 1), "any", 12345, True)]
    monkeypatch.setattr(trend.queries, "monthly_counts", lambda *a, **k: many)
    with translation.override("es"):
        sheet = brief(town.north)
        wanted = f"12{NBSP}345"
        assert f"27{NBSP}353" in part(sheet, "presence").words
        assert f"4{NBSP}000" in sheet.population_words
        assert wanted in part(sheet, "recorded").words
        assert wanted in printing.chart_words(part(sheet, "recorded").trend)
        assert f">20{NBSP}000<" in printing.chart_svg(part(sheet, "recorded").trend)


def test_without_incidents_the_trend_is_not_known(town, clock_at):
    found = part(brief(town.north), "recorded")
    assert found.trend is None
    assert "no incidents imported" in found.words


@pytest.fixture
def records(monkeypatch, town):
    """24 whole months of 10 records and 3 records of the 25th, in Northside."""
    first = date(2024, 2, 1)
    held = Held("crimes", 243, first, date(2026, 3, 1))
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(1, 27)]
    monkeypatch.setattr(trend.queries, "all_held", lambda: [held])
    monkeypatch.setattr(
        trend.queries,
        "monthly_counts",
        lambda places, *, since, as_of, kind: [
            MonthlyCount(places[0], month, "any", 10, True) for month in months if month <= as_of
        ],
    )
    return held


def test_the_trend_has_13_months_with_the_running_one_apart(records, town, clock_at):
    found = part(brief(town.north), "recorded")
    assert len(found.trend.counts) == len(found.trend.band) == len(found.trend.labels) == 13
    assert found.trend.last_is_part
    assert found.trend.band[-1] is None
    assert found.words == "Feb 2026: 10, as usual (3 to 17)."
    assert "n = 130 crimes" in found.source


def test_a_month_without_records_counts_as_nought(records, town, clock_at, monkeypatch):
    monkeypatch.setattr(trend.queries, "monthly_counts", lambda *a, **k: [])
    found = part(brief(town.north), "recorded")
    assert found.trend.counts == [0] * 13


def test_figures_that_rest_on_example_rows_say_so(tell, town, clock_at):
    tell(example=True)
    clock_at.forward(days=1)
    sheet = brief(town.north)
    assert part(sheet, "raised").has_examples
    assert "Example" in printing.example_notice(sheet)


def test_a_brief_takes_less_than_a_second_and_a_constant_number_of_queries(
    tell, promise, meeting, town, clock_at, django_assert_max_num_queries
):
    for n in range(30):
        tell()
        promise(f"Promise {n}")
        meeting(f"Meeting {n}", hours=n)
    clock_at.forward(days=1)
    began = time.perf_counter()
    with django_assert_max_num_queries(20):
        brief(town.north)
    assert time.perf_counter() - began < 1


def full_sheet() -> Sheet:
    """A week in which everything happened, in words that would be markup if they could."""
    nasty = '#panic("no") *bold* $x$ <b> \\ [] {{ }} @x // é ñ ' + "long words " * 10
    rows = [Row(nasty, tag="#tag", tone="bad", note=nasty, is_example=True) for _ in range(9)]
    names = ("raised", "changing", "promised", "planned", "presence")
    parts = [Section.of(name, f"Title {name} #x", nasty, nasty, rows) for name in names]
    drawn = Trend([f"M{n}" for n in range(13)], list(range(13)), [(1.0, 9.0)] * 12 + [None], True)
    parts.append(Section("recorded", "Trend", nasty, nasty, trend=drawn))
    return Sheet("#Place *x*", "place", date(2026, 3, 2), nasty, nasty, nasty, tuple(parts))


def test_the_pdf_is_tagged_in_its_language_and_words_are_never_markup(db):
    with translation.override("es"):
        made = printing.pdf(full_sheet())
    assert made.startswith(b"%PDF")
    assert b"<dc:language><rdf:Bag><rdf:li>es<" in made
    assert b"<pdfuaid:part>1<" in made


def test_even_a_full_week_is_one_sheet(db, monkeypatch):
    import json

    asked = []
    real = printing.typst.query

    def query(*args, **kwargs):
        asked.append(json.loads(real(*args, **kwargs)))
        return json.dumps(asked[-1])

    monkeypatch.setattr(printing.typst, "query", query)
    printing.pdf(full_sheet())
    assert asked[-1] == 1


def test_bram_opens_his_briefing_and_its_pdf(client, cast, town):
    client.force_login(cast.bram)
    assert client.get(reverse("briefings")).url == reverse("briefing", args=[town.north.slug])
    page = client.get(reverse("briefing", args=[town.north.slug])).content.decode()
    assert "What residents raised" in page
    sheet = client.get(reverse("briefing-pdf", args=[town.north.slug]))
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")


def test_chidi_and_nobody_cannot_and_esi_may_choose(client, cast, town):
    for name in ("briefing", "briefing-pdf"):
        url = reverse(name, args=[town.north.slug])
        client.logout()
        assert "/accounts/login/" in client.get(url).url
        client.force_login(cast.chidi)
        assert client.get(url).status_code == 403
        client.force_login(cast.esi)
        assert client.get(url).status_code == 200
    assert "Southside" in client.get(reverse("briefings")).content.decode()


def test_a_day_that_is_none_is_a_400(client, cast, town, clock_at):
    client.force_login(cast.bram)
    url = reverse("briefing", args=[town.north.slug])
    assert client.get(url, {"as-of": "yesterday"}).status_code == 400
    assert client.get(url, {"as-of": "2999-01-01"}).status_code == 400


def run(words: list[str], capsys) -> tuple[int, str, str]:
    from commonground.insight import command

    parser = argparse.ArgumentParser()
    command.arguments(parser)
    status = command.run(parser.parse_args(words))
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_prints_the_briefing(town, clock_at, capsys):
    status, out, _err = run(["Northside", "--as-of", clock_at.day.isoformat()], capsys)
    assert status == 0
    assert "Not known: no calls imported." in out


def test_the_command_writes_one_sheet_whole(town, clock_at, capsys, tmp_path):
    file = tmp_path / "sheet.pdf"
    assert run(["north", "--pdf", str(file)], capsys)[0] == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert [f.name for f in tmp_path.iterdir()] == ["sheet.pdf"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Nowhere"], "no neighbourhood"),
        (["side"], "several"),
        (["north", "--pdf", "/nowhere/at/all.pdf"], "cannot be written"),
        (["north", "--as-of", "soon"], "no day"),
    ],
)
def test_bad_input_is_one_sentence(town, clock_at, capsys, words, sentence):
    with pytest.raises(Refused, match=sentence):
        run(words, capsys)


def test_a_neighbourhood_is_found_by_name_slug_or_source_id(town):
    assert {find(words) for words in ("Northside", "northside", "N1", "north")} == {town.north}


def test_the_period_is_seven_days_that_are_over():
    period = Period(date(2026, 3, 2))
    assert (period.since, period.until) == (date(2026, 2, 23), date(2026, 3, 1))

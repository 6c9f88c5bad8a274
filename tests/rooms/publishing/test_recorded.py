"""Monthly counts: small ones hidden, sensitive ones left out, months not known not invented."""

from datetime import UTC, date, datetime

import pytest

from commonground.common.actors import Actor
from commonground.incidents import importing, mapping
from commonground.places.models import Neighbourhood
from commonground.publishing import recorded as module
from commonground.publishing.recorded import recorded

from .conftest import page_of

HEADER = "id,date,primary_type,description,domestic,beat,latitude,longitude"


@pytest.fixture
def taken(settings, tmp_path, town, clock_at):
    """`taken(("2017-11", "THEFT", 6), ...)` imports so many records of Northside."""
    settings.HOME = tmp_path / "home"
    settings.TIME_ZONE = "America/Chicago"
    settings.HOME.mkdir()
    Neighbourhood.objects.filter(id=town.north.id).update(source_id="0111")
    clock_at.set(datetime(2017, 12, 11, 14, 0, tzinfo=UTC))

    def take(*groups: tuple[str, str, int], domestic: str = "false") -> None:
        lines = [HEADER]
        for month, kind, count in groups:
            for _ in range(count):
                lines.append(f"{len(lines)},{month}-05 13:45,{kind},x,{domestic},111,,")
        file = tmp_path / "records.csv"
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        importing.import_file(
            kind="crimes", file=file, mapping=mapping.load("chicago-crimes"),
            by=Actor.system("test"),
        )  # fmt: skip

    return take


def only(town) -> module.Recorded:
    (found,) = recorded(town.north.public_id)
    return found


def test_nothing_imported_is_nothing_shown(client, town, settings, tmp_path, clock_at):
    settings.HOME = tmp_path
    assert recorded(town.north.public_id) == []
    assert "Incidents on record" not in page_of(client)


def test_a_small_month_is_hidden_and_an_empty_one_is_nought(client, town, taken):
    taken(("2017-09", "THEFT", 7), ("2017-10", "THEFT", 4), ("2017-12", "THEFT", 5))
    found = only(town)
    assert found.months == (
        date(2017, 9, 1), date(2017, 10, 1), date(2017, 11, 1), date(2017, 12, 1),
    )  # fmt: skip
    assert found.totals == (7, None, 0, 5)
    assert found.last_is_part
    assert "fewer than 5" in page_of(client)


def test_a_small_kind_takes_another_with_it_so_that_the_total_does_not_give_it_away(town, taken):
    taken(("2017-11", "THEFT", 20), ("2017-11", "ROBBERY", 9), ("2017-11", "ARSON", 2))
    found = only(town)
    counts = {row.category: row.counts[-1] for row in found.rows}
    assert found.totals[-1] == 31
    assert counts == {"theft": 20, "robbery": None, "arson": None}


def test_a_total_that_would_give_five_single_records_away_is_hidden_too(town, taken):
    kinds = ("THEFT", "ROBBERY", "ARSON", "BURGLARY", "HOMICIDE")
    taken(*[("2017-11", kind, 1) for kind in kinds])
    found = only(town)
    assert found.totals == (None,)
    assert {row.counts for row in found.rows} == {(None,)}


def test_what_happened_within_a_household_is_in_no_count(town, taken):
    taken(("2017-11", "BATTERY", 12), domestic="true")
    assert only(town).totals == (0,)


def test_it_is_left_out_and_not_hidden_among_others(town, taken):
    taken(("2017-11", "THEFT", 12), ("2017-11", "STALKING", 12))
    assert only(town).totals == (12,)


def test_the_usual_is_told_only_for_whole_months_with_a_year_before(town, taken):
    months = [f"{y}-{m:02}" for y in (2016, 2017) for m in range(1, 13)]
    taken(*[(m, "THEFT", 10) for m in months])
    found = only(town)
    assert len(found.months) == module.MONTHS_SHOWN
    assert set(found.totals) == {10}
    assert found.band[0] is None  # December 2016 has no year before it here
    assert found.band[1] is not None
    assert found.band[-1] is None  # December 2017 still runs

"""Invented records: said to be Examples, in no stream, and never among records of what happened."""

from datetime import date

import pytest

from commonground.common.errors import Refused
from commonground.earlywarning import frames as scan_frames
from commonground.incidents import frames, mapping, queries
from commonground.publishing.recorded import recorded

THEFT = "1,2017-12-01 13:45,THEFT,x,false,N1,41.905,-87.705"
DAYS = {"as_of": date(2017, 12, 10), "since": date(2017, 11, 1)}


def test_no_stream_of_the_scan_holds_an_example(desk, town):
    desk.take(THEFT)
    assert len(frames.resident_reported(**DAYS)) == 1


def test_an_example_with_a_point_enters_no_stream(desk, town):
    assert desk.take(THEFT, example=True).is_example and queries.held("crimes").records == 1
    assert len(frames.resident_reported(**DAYS)) == 0
    assert scan_frames.reports(DAYS["as_of"]).streams() == []


def test_the_public_page_counts_no_example(desk, town):
    desk.take(THEFT, example=True)
    assert recorded(town.north.public_id) == []


def test_the_page_of_imports_says_example_at_the_file_and_at_what_is_held(desk, client, cast):
    desk.take(THEFT, example=True)
    client.force_login(cast.esi)
    assert client.get("/team/imports/").content.decode().count("Example") == 2


@pytest.mark.parametrize("first", [True, False])
def test_examples_and_records_never_share_a_kind(desk, town, first):
    desk.take(THEFT, example=first)
    with pytest.raises(Refused, match="begin a data folder for each"):
        desk.take(THEFT.replace("1,", "2,", 1), example=not first)
    assert queries.are_examples("crimes") is first and queries.held("crimes").records == 1


def test_a_mapping_says_example_with_true_or_false_alone():
    told = {
        "kind": "crimes", "example": "yes", "time": {"zone": "UTC"},
        "columns": {"id": "id", "type": "type", "occurred_at": "at"},
    }  # fmt: skip
    with pytest.raises(Refused, match="example is true or false, not 'yes'"):
        mapping.parse(told, "mine")
    assert mapping.parse(told | {"example": True}, "mine").is_example
    assert not mapping.parse({k: v for k, v in told.items() if k != "example"}, "mine").is_example

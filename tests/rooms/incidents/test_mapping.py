"""What a mapping may say: a closed list, and never a person."""

import pytest

from commonground.common.errors import Refused
from commonground.incidents import mapping

GOOD = {
    "kind": "crimes",
    "columns": {"id": "id", "type": "t", "occurred_at": "d"},
    "time": {"zone": "America/Chicago"},
}


def with_column(target: str, source: str) -> dict:
    return {**GOOD, "columns": {**GOOD["columns"], target: source}}


@pytest.mark.parametrize(
    "column",
    ["victim_name", "Name", "LastName", "last name", "dob", "DATE OF BIRTH", "plate",
     "License Plate", "phone", "email", "narrative", "officer_notes", "Comments", "suspect_race",
     "caller", "home_address", "remarks"],
)
def test_a_column_that_looks_like_a_person_or_free_text_is_refused(column):
    with pytest.raises(Refused, match="never imported"):
        mapping.parse(with_column("subtype", column), "m")


@pytest.mark.parametrize("target", ["name", "date_of_birth", "licence_plate", "narrative"])
def test_there_is_no_target_for_a_person(target):
    with pytest.raises(Refused, match="never imported"):
        mapping.parse(with_column(target, "x"), "m")


@pytest.mark.parametrize("column", ["service_name", "Beat Name", "neighborhood_name", "type"])
def test_the_name_of_a_type_or_an_area_is_no_person(column):
    assert mapping.parse(with_column("subtype", column), "m").columns["subtype"] == column


def test_the_list_of_targets_is_closed():
    with pytest.raises(Refused, match="'outcome' cannot be imported; what can: id, type"):
        mapping.parse(with_column("outcome", "outcome"), "m")


def test_a_target_that_every_record_needs_must_be_mapped():
    columns = {"id": "id", "type": "t"}
    with pytest.raises(Refused, match="does not say which column is occurred_at"):
        mapping.parse({**GOOD, "columns": columns}, "m")


def test_the_time_zone_must_be_stated():
    with pytest.raises(Refused, match="in which time zone"):
        mapping.parse({**GOOD, "time": {}}, "m")


def test_a_word_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(Refused, match=r"'zones' is not known in \[time\]; known: formats"):
        mapping.parse({**GOOD, "time": {"zones": "UTC"}}, "m")


def test_latitude_goes_with_longitude():
    with pytest.raises(Refused, match="go together"):
        mapping.parse(with_column("latitude", "lat"), "m")


def test_a_missing_mapping_is_refused_with_those_that_are_shipped():
    with pytest.raises(Refused, match="shipped: .*chicago-crimes"):
        mapping.load("atlantis")


def test_a_file_that_is_not_toml_is_refused(tmp_path):
    file = tmp_path / "m.toml"
    file.write_text("kind = ")
    with pytest.raises(Refused, match="m.toml cannot be read"):
        mapping.load(str(file))


@pytest.mark.parametrize("name", mapping.shipped())
def test_every_shipped_mapping_can_be_read(name):
    from commonground.incidents import kinds

    loaded = mapping.load(name)
    assert loaded.source
    assert kinds.read(kinds.find(loaded.types, loaded.folder))

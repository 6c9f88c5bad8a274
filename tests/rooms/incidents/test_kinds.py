"""The reviewed tables: a reason for each type; what police find and what is sensitive."""

import pytest

from commonground.common.errors import Refused
from commonground.incidents import kinds

PRIMARY_TYPES = """ARSON|ASSAULT|BATTERY|BURGLARY|CONCEALED CARRY LICENSE VIOLATION
CRIM SEXUAL ASSAULT|CRIMINAL DAMAGE|CRIMINAL SEXUAL ASSAULT|CRIMINAL TRESPASS|DECEPTIVE PRACTICE
DOMESTIC VIOLENCE|GAMBLING|HOMICIDE|HUMAN TRAFFICKING|INTERFERENCE WITH PUBLIC OFFICER
INTIMIDATION|KIDNAPPING|LIQUOR LAW VIOLATION|MOTOR VEHICLE THEFT|NARCOTICS|NON - CRIMINAL
NON-CRIMINAL|NON-CRIMINAL (SUBJECT SPECIFIED)|OBSCENITY|OFFENSE INVOLVING CHILDREN
OTHER NARCOTIC VIOLATION|OTHER OFFENSE|PROSTITUTION|PUBLIC INDECENCY|PUBLIC PEACE VIOLATION
RITUALISM|ROBBERY|SEX OFFENSE|STALKING|THEFT|WEAPONS VIOLATION""".replace("\n", "|").split("|")
FOUND_BY_POLICE = (
    "NARCOTICS", "OTHER NARCOTIC VIOLATION", "PROSTITUTION", "GAMBLING", "LIQUOR LAW VIOLATION",
    "WEAPONS VIOLATION", "INTERFERENCE WITH PUBLIC OFFICER", "OBSCENITY",
    "CONCEALED CARRY LICENSE VIOLATION",
)
SENSITIVE = (
    "CRIM SEXUAL ASSAULT", "CRIMINAL SEXUAL ASSAULT", "SEX OFFENSE", "STALKING",
    "OFFENSE INVOLVING CHILDREN", "KIDNAPPING", "HUMAN TRAFFICKING", "DOMESTIC VIOLENCE",
    "PROSTITUTION", "OBSCENITY", "PUBLIC INDECENCY",
)


@pytest.fixture(scope="module")
def chicago():
    rows = kinds.read(kinds.find("chicago-crimes"))
    return {row.type: row for row in rows if row.subtype == kinds.ANY}


def test_every_primary_type_of_chicago_is_listed_with_a_reason(chicago):
    assert set(PRIMARY_TYPES) == set(chicago)
    assert all(len(row.reason) > 8 for row in chicago.values())


def test_what_police_find_is_never_resident_reported(chicago):
    assert all(chicago[name].resident_reported is False for name in FOUND_BY_POLICE)


def test_sexual_child_stalking_and_missing_records_are_sensitive(chicago):
    assert all(chicago[name].sensitive for name in SENSITIVE)


@pytest.mark.parametrize("name", kinds.shipped())
def test_every_category_has_a_name_in_english_and_spanish(name):
    for row in kinds.read(kinds.find(name)):
        english = kinds.category_name(row.category, "en")
        assert english
        assert kinds.category_name(row.category, "es") != english, row.category


def test_a_row_without_a_reason_is_refused(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(",".join(kinds.COLUMNS) + "\nTHEFT,*,theft,true,false,\n")
    with pytest.raises(Refused, match="line 2: give the reason"):
        kinds.read(file)


def test_a_type_listed_twice_is_refused(tmp_path):
    file = tmp_path / "t.csv"
    row = "THEFT,*,theft,true,false,because\n"
    file.write_text(",".join(kinds.COLUMNS) + "\n" + row + row)
    with pytest.raises(Refused, match=r"lists THEFT / \* twice"):
        kinds.read(file)


def test_a_flag_that_is_neither_true_nor_false_is_refused(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(",".join(kinds.COLUMNS) + "\nTHEFT,*,theft,perhaps,false,because\n")
    with pytest.raises(Refused, match="'perhaps' is not true, false or unknown"):
        kinds.read(file)

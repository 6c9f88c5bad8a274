"""How long each store is kept: stated with bounds, changed in commonground.toml, shown as it is."""

import re
from pathlib import Path

import pytest

from commonground.common import deployment, retention
from commonground.common.errors import Refused
from commonground.keeping import checking

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "retention.md"
NAMED = [rule for rule, _room in retention.all_rules() if rule.name]


@pytest.fixture
def say(settings, tmp_path):
    """Write commonground.toml of a data folder of the test's own."""
    settings.HOME = tmp_path

    def write(text: str) -> None:
        (tmp_path / "commonground.toml").write_text(text, encoding="utf-8")
        deployment.forget()

    return write


def test_each_rule_with_days_can_be_changed_within_bounds_that_hold_its_own():
    with_days = [rule for rule, _room in retention.all_rules() if rule.days is not None]
    assert with_days == NAMED
    assert len({rule.name for rule in NAMED}) == len(NAMED)
    assert all(1 <= rule.least <= rule.days <= rule.most for rule in NAMED)


def test_the_reference_states_each_rule_as_it_is():
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (\d+) \| (\d+) to (\d+) \|", PAGE.read_text(), re.M)
    assert sorted(rows) == sorted(
        (rule.name, str(rule.days), str(rule.least), str(rule.most)) for rule in NAMED
    )


def test_days_in_the_file_are_in_force_and_the_others_stay(say):
    say("[retention]\nwords = 365\nincidents = 3650\n")
    days = {rule.name: rule.days for rule, _room in retention.all_rules()}
    assert (days["words"], days["incidents"], days["photos"]) == (365, 3650, 365)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[retention]\nwrods = 365", "names wrods: use accounts, "),
        ("[retention]\nwords = -1", "says words = -1: give whole days, 90 to 3650."),
        ("[retention]\nwords = 89", "says words = 89: give whole days, 90 to 3650."),
        ("[retention]\nwords = 3651", "says words = 3651: give whole days, 90 to 3650."),
        ("[retention]\nwords = 365.5", "says words = 365.5: give whole days"),
        ('[retention]\nwords = "365"', "says words = 365: give whole days"),
        ("[retention]\nwords = true", "says words = True: give whole days"),
        ("retention = 365", "is no table: write [retention]"),
    ],
)
def test_days_that_cannot_be_are_refused_in_one_sentence(say, text, words):
    say(text)
    with pytest.raises(Refused, match=re.escape(words)) as refused:
        retention.all_rules()
    assert str(refused.value).count("\n") == 0
    assert checking.retention_problems() == [str(refused.value)]


def test_a_server_does_not_start_with_days_that_cannot_be(say, db, monkeypatch):
    from commonground.project import serving

    def opened(*_args):
        raise AssertionError("it listens")

    monkeypatch.setattr(serving, "open_server", opened)
    say("[retention]\nwords = 1")
    with pytest.raises(Refused, match="words = 1: give whole days"):
        serving.serve()


def test_residents_and_staff_read_the_days_in_force(say, client, cast):
    say("[retention]\nunconfirmed = 3\nincidents = 3650\n")
    public = client.get("/privacy/").content.decode()
    assert "3 days after the form was filled in" in public
    assert "10 years after the month in which it happened" in public
    client.force_login(cast.hana)
    page = client.get("/team/keeping/").content.decode()
    assert "3 days after the form was filled in" in page
    assert "10 years after the month in which it happened" in page

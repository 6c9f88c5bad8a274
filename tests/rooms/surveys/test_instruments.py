"""The questions are data: complete in both languages, one thing each, no word changed silently."""

import json
import tomllib
from pathlib import Path

import pytest

from commonground.common.errors import Refused
from commonground.surveys import instruments

PRINTS = Path(__file__).parent / "prints.json"
ITEMS = instruments.items().values()


def test_words_that_change_need_a_new_version():
    """Each version's hash is kept here. New words: a new version, and its new line in prints.json;
    the lines that are there stay."""
    kept = json.loads(PRINTS.read_text())
    assert {item.id: item.print for item in ITEMS} == kept


def test_one_changed_word_changes_the_hash():
    told = tomllib.loads((instruments.FOLDER / "items.toml").read_text())
    before = instruments.read_items(told)["listen.1"].print
    entry = next(e for e in told["items"] if e["slug"] == "listen")
    entry["es"] += " ya"
    assert instruments.read_items(told)["listen.1"].print != before


def test_every_question_is_about_one_thing_of_its_own():
    """In all its versions, and no other question is about it."""
    pairs = {(item.slug, item.construct) for item in ITEMS}
    assert len({slug for slug, _ in pairs}) == len({about for _, about in pairs}) == len(pairs)


def test_the_seven_questions_have_the_words_of_the_published_ones():
    short = instruments.instrument("short.1")
    asked = [item for item in short.items if item.kind != "group"]
    assert len(asked) == 7
    assert asked[0].words["en"] == (
        "Taking everything into account, how good a job do you think the police in this area are "
        "doing?"
    )
    for words in (
        "be relied upon to be there when needed",
        "treat everyone fairly regardless of who they are",
        "dealing with the things that matter to this community",
        "listen to the concerns of local people",
        "well informed about local police activities over the last 12 months",
    ):
        assert any(words in item.words["en"] for item in asked), words


def test_what_nobody_validated_says_so():
    held = instruments.items()
    assert not held["felt-targeted.1"].is_validated
    assert all(item.is_published for item in ITEMS if item.is_validated and item.kind != "group")


def test_the_four_parts_of_procedural_justice_are_asked_apart():
    parts = [i.construct for i in ITEMS if i.construct.startswith("procedural justice: ")]
    assert sorted(parts) == [
        f"procedural justice: {part}"
        for part in ("neutrality", "respect", "trustworthy motives", "voice")
    ]


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"es": ""}, "no words in: es"),
        ({"scale": "stars"}, "a scale that is not there"),
        ({"wording": "borrowed"}, "whose words it has"),
        ({"slug": "relied-on"}, "stands twice"),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_its_name(change, sentence):
    told = tomllib.loads((instruments.FOLDER / "items.toml").read_text())
    told["items"][0] |= change
    with pytest.raises(Refused, match=sentence):
        instruments.read_items(told)


def test_an_instrument_that_nobody_has_is_refused_with_those_there_are():
    with pytest.raises(Refused, match="use short.1"):
        instruments.instrument("nonsense.9")

"""The kinds of event, as a file: what each must have, and what loading it leaves alone."""

import pytest

from commonground.common.errors import Refused
from commonground.engagement.kinds import load_kinds, read_kinds
from commonground.engagement.models import EventKind

ASKED_FOR = {
    "community-meeting", "listening-session", "drop-in", "walkabout", "sport", "garden",
    "school-visit", "faith-visit", "citizens-academy", "door-knocking",
}  # fmt: skip
LINE = '{ id = "a", en = "Do it", es = "Hacerlo" }'
WHOLE = f"""[tea]
name = {{ en = "Tea", es = "Té" }}
preparation = [{LINE}]
to_record = [{LINE}]
safeguarding = [{LINE}]
"""


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        target = tmp_path / "kinds.toml"
        target.write_text(text, encoding="utf-8")
        return target

    return write


def test_every_kind_has_what_to_prepare_to_record_and_to_keep_safe_in_both_languages():
    kinds = read_kinds()
    assert set(kinds) >= ASKED_FOR
    for told in kinds.values():
        for name in ("preparation", "to_record", "safeguarding"):
            assert told[name] and all({"id", "en", "es"} == set(line) for line in told[name])


def test_kinds_that_children_attend_and_kinds_that_hosts_must_ask_for_are_marked():
    kinds = read_kinds()
    children = {slug for slug, told in kinds.items() if told["children_attend"]}
    assert children == {"sport", "garden", "school-visit"}
    asked = {slug for slug, told in kinds.items() if told["only_when_asked"]}
    assert asked == {"faith-visit", "hosts-gathering"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "cannot be read"),
        ('name = "x"', "stands outside every kind"),
        (WHOLE + "colour = 1\n", "colour is nothing that a kind has"),
        (WHOLE + "children_attend = 1\n", "true or false"),
        (WHOLE.replace(', es = "Té"', ""), "en and es"),
        (WHOLE.replace(f"preparation = [{LINE}]", ""), "preparation is a list"),
        (WHOLE.replace(f"[{LINE}]", f"[{LINE}, {LINE}]", 1), "same id"),
        (WHOLE.replace(', es = "Hacerlo"', "", 1), "en and es"),
    ],
)
def test_a_file_that_is_not_whole_says_what_is_wrong(file, text, sentence):
    with pytest.raises(Refused, match=sentence):
        read_kinds(file(text))


def test_a_deployment_that_had_fewer_kinds_gets_the_new_ones_and_their_lists(db):
    old = EventKind.objects.create(slug="sport", name={"en": "Sport"}, children_attend=True)
    assert load_kinds() == len(read_kinds()) - 1
    old.refresh_from_db()
    assert old.preparation == read_kinds()["sport"]["preparation"]
    assert old.name == {"en": "Sport"}  # nobody knows whether staff wrote it: it stays


def test_what_staff_changed_is_left_alone_and_the_rest_follows_the_file(db, file):
    load_kinds(file(WHOLE))
    EventKind.objects.filter(slug="tea").update(name={"en": "Coffee", "es": "Café"})
    newer = WHOLE.replace("Do it", "Do it well").replace('"Tea"', '"Hot tea"')
    for _twice in range(2):
        assert load_kinds(file(newer)) == 0
        tea = EventKind.objects.get(slug="tea")
        assert tea.name == {"en": "Coffee", "es": "Café"}
        assert tea.preparation[0]["en"] == "Do it well"


def test_a_kind_that_staff_no_longer_offer_stays_so(db):
    load_kinds()
    EventKind.objects.filter(slug="sport").update(active=False)
    load_kinds()
    assert not EventKind.objects.get(slug="sport").active

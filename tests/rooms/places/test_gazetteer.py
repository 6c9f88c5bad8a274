"""Address words resolve only through the deployment's own list."""

import pytest

from commonground.common.errors import Refused
from commonground.places.gazetteer import look_up, replace_gazetteer


def listed(tmp_path, text: str):
    file = tmp_path / "places.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_words_are_found_by_their_start_without_accents_or_case(db, tmp_path):
    rows = "words,latitude,longitude\nPeñón Street,1,2\nPark Row,3,4\n"
    replace_gazetteer(listed(tmp_path, rows))
    assert [e.words for e in look_up("penon")] == ["Peñón Street"]
    assert [e.words for e in look_up("ROW")] == ["Park Row"]


def test_fewer_than_three_letters_find_nothing(db, tmp_path):
    replace_gazetteer(listed(tmp_path, "words,latitude,longitude\nPark Row,3,4\n"))
    assert look_up("pa") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("name,lat\nA,1\n", "lacks the column"), ("words,latitude,longitude\nA,x,1\n", "line 2")],
)
def test_a_bad_list_is_refused_and_the_old_one_stays(db, tmp_path, text, words):
    replace_gazetteer(listed(tmp_path, "words,latitude,longitude\nPark Row,3,4\n"))
    with pytest.raises(Refused, match=words):
        replace_gazetteer(listed(tmp_path, text))
    assert [e.words for e in look_up("park")] == ["Park Row"]

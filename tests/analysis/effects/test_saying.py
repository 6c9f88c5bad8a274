"""Texts that know their sentences and figures, also where an error tells part of them."""

from copy import deepcopy

from commonground.analysis.effects.saying import Said, reason, said
from commonground.analysis.errors import Unusable

FOUND = said("It finds {found} of {all}.", found="3", all="1,200")


def test_a_sentence_is_its_words_with_their_values():
    assert FOUND == "It finds 3 of 1,200."
    assert FOUND.parts == (("It finds {found} of {all}.", {"found": "3", "all": "1,200"}),)


def test_sentences_after_each_other_keep_what_each_was_made_of():
    both = FOUND + said("That is much.")
    assert both == "It finds 3 of 1,200. That is much." and len(both.parts) == 2
    assert deepcopy(both).parts == both.parts


def test_words_of_elsewhere_stand_as_they_are():
    plain = FOUND + reason(Unusable("There are no {units}."))
    assert plain == "It finds 3 of 1,200. There are no {units}."
    assert plain.parts[-1] == ("{text}", {"text": "There are no {units}."})
    assert Said.of(plain) is plain and Said.of("No.").parts[0].values == {"text": "No."}


def test_an_error_that_was_told_in_sentences_keeps_them():
    assert (FOUND + reason(Unusable(FOUND))).parts == FOUND.parts * 2

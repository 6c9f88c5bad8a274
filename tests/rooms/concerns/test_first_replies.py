"""How soon residents hear from us, as a count that pages above may tell."""

from datetime import timedelta

from commonground.concerns import queries
from commonground.concerns.answering import answer


def test_a_first_reply_is_counted_once_it_was_due_and_by_whether_it_came_in_time(
    raised, shipped, cast, clock_at
):
    day = clock_at.day
    soon, _ = raised()
    raised()
    raised(category=shipped.hate)  # sensitive: in no count
    answer(concern=soon, words="We will be there on Friday night.", by=cast.bram)
    assert queries.first_replies(day, day) == []
    clock_at.forward(days=5)
    told = queries.first_replies(day, day)
    assert sorted(one.in_time for one in told) == [False, True]
    assert {one.place for one in told} == {soon.neighbourhood.public_id}
    assert queries.first_replies(day, day, example=True) == []
    after = day + timedelta(days=1)
    assert queries.first_replies(after, after) == []

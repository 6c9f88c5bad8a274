from hypothesis import given
from hypothesis import strategies as st

from commonground.common import charts


def test_a_waiting_curve_starts_at_nobody_on_day_nothing_and_ends_at_the_last_share():
    chart = charts.waiting_curve([1, 3, 7], [0.1, 0.3, 0.5], promise=3, until=20)
    assert chart.curve.startswith(f"M{charts.LEFT} {charts.BOTTOM}")
    assert chart.curve.endswith(f"H{charts.RIGHT}V100")
    assert chart.band == ""


def test_the_promise_stands_where_its_day_is():
    chart = charts.waiting_curve([1], [0.1], promise=10, until=20)
    assert chart.promise_x == (charts.LEFT + charts.RIGHT) / 2


def test_the_band_of_a_waiting_curve_is_a_closed_shape_around_it():
    chart = charts.waiting_curve([1, 3], [0.2, 0.4], [0.1, 0.2], [0.4, 0.6], promise=3)
    assert chart.band.startswith("M") and chart.band.endswith("Z")


def test_the_curve_ends_where_nothing_is_known_beyond():
    chart = charts.waiting_curve([1], [0.1], promise=3, until=20, known_until=10)
    assert chart.curve.split("H")[-1].startswith("267")


def test_a_curve_of_nobody_answered_lies_on_the_axis():
    chart = charts.waiting_curve([], [], promise=3)
    assert chart.curve == f"M{charts.LEFT} {charts.BOTTOM}H{charts.RIGHT}V{charts.BOTTOM}"


def test_a_month_with_too_few_is_drawn_as_an_outline_and_the_running_one_as_a_part():
    chart = charts.month_chart(["a", "b", "c"], [10, None, 3], hidden_below=5, last_is_part=True)
    assert [b.kind for b in chart.bars] == ["bar", "hidden-bar", "bar-part"]


def test_a_month_without_last_year_leaves_a_gap_in_the_band():
    chart = charts.month_chart(["a", "b"], [1, 2], [None, (1, 3)])
    assert chart.band.count("Z") == 1


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), max_size=40))
def test_bars_never_leave_the_box(counts):
    chart = charts.month_chart([str(i) for i in range(len(counts))], counts, hidden_below=5)
    for bar in chart.bars:
        assert charts.LEFT <= bar.x <= bar.x + bar.width <= charts.RIGHT + 0.1
        assert charts.TOP <= bar.y <= charts.BOTTOM
        assert bar.height >= 0


@given(st.floats(0.1, 10**7))
def test_the_top_of_an_axis_is_round_and_never_below_the_highest_bar(value):
    top = charts.nice_top(value)
    assert value <= top
    assert str(top).rstrip("0") in {"1", "2", "4", "5", "8"}


def test_an_interval_bar_leaves_room_for_its_dot_at_both_ends():
    bar = charts.interval_bar(100, 0, 200, floor=0, ceiling=200)
    assert (bar.start, bar.dot) == (charts.DOT, charts.WIDTH / 2)
    assert bar.start + bar.length == charts.WIDTH - charts.DOT

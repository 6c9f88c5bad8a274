"""A rise in a whole neighbourhood may be the trouble of one address, as a cluster's may."""

import numpy as np

from commonground.analysis.charts import falls_and_rises

from .alerting import HALF, addresses
from .charted import Charted
from .counting import periods
from .frames import Reports
from .streams import TOGETHER, Stream


def rests_on_one_address(charted: Charted, row: int, latest: Reports) -> bool:
    """Is it one address, or one with half of the reports, without which it is no surprise?

    latest : the reports that the morning's scan read.
    """
    recent = _last_period(charted, row, latest)
    if not len(recent):
        return False
    _names, counts = np.unique(addresses(recent), return_counts=True)
    if len(counts) == 1:
        return True
    return bool(counts.max() >= HALF * len(recent)) and not _is_rise(charted, row, counts.max())


def _last_period(charted: Charted, row: int, latest: Reports) -> Reports:
    stream = Stream.named(charted.stream)
    last = periods(np.array([charted.until.toordinal()]), charted.unit)[0]
    mask = (latest.neighbourhood == charted.place[row]) & (
        periods(latest.day, charted.unit) == last
    )
    if stream.category == TOGETHER:
        mask &= np.char.startswith(latest.stream.astype(str), f"{stream.kind}.")
    else:
        mask &= latest.stream == charted.stream
    return latest.where(mask)


def _is_rise(charted: Charted, row: int, without: int) -> bool:
    """Without so many of the last reports there. The other neighbourhoods say how counts clump."""
    left = charted.counts.copy()
    left[row, -1] -= without
    rise, _fall = falls_and_rises(left, charted.starts, charted.unit).beyond(charted.level)
    return bool(rise[row])

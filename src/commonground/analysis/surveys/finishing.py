"""When will there be enough answers? A forecast from the pace so far, with its interval."""

from dataclasses import dataclass

from commonground.analysis.errors import Unusable

PRIOR = 0.5  # Jeffreys' for a rate: half an answer seen before the first day


@dataclass(frozen=True, slots=True)
class Finish:
    """Days from now until the last answer that is wanted; `days` is the median."""

    days: float
    low: float
    high: float


def forecast_finish(left: int, seen: int, days: float, *, level: float = 0.8) -> Finish:
    """Days until `left` more answers, if they go on coming as `seen` did in `days` days.

    Answers arrive as a Poisson process of unknown rate, with Jeffreys' prior. The time of the
    left-th next one over the time passed is then a beta prime variable with parameters `left` and
    `seen` + 1/2 (a gamma variable over an independent gamma variable). The true pace falls after
    each round of letters, so that the forecast is rather too early just after one.

    Raises
    ------
    Unusable : nothing is left, or no day has passed.
    """
    if left < 1 or seen < 0 or days <= 0:
        raise Unusable("A forecast needs answers that are still missing, and a day of answers.")
    from scipy.special import betaincinv  # costs memory that few pages need to pay

    tail = (1 - level) / 2
    shares = (float(betaincinv(left, seen + PRIOR, q)) for q in (0.5, tail, 1 - tail))
    return Finish(*(days * share / (1 - share) for share in shares))

"""Refutations that estimators of many units share: the method where nothing was done, or not yet,
with starts that chance dealt out, and without single units."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Codes, Floats, Panel
from .results import Check, Effect, critical
from .saying import Said, reason, said
from .shuffling import Contrast, reaches, shuffled

Again = Callable[[Panel], Effect]

LEAST_BEFORE, LEAST_CONTROLS = 4, 12
SHUFFLES, LARGE = 199, 200_000  # unit-periods from which leaving out is told to the first order
LEFT_OUT = 5  # of those that move the effect up the most, and as many downwards
MANY, MANY_UNITS = 999, 500  # shuffles of those never treated, up to so many units; else SHUFFLES
TOO_OFTEN = 1.4  # of the level: 7 % at 5 %, above which no design is recommended


def _as_it_is(panel: Panel) -> Panel:
    return panel


@dataclass(frozen=True, slots=True)
class Method:
    """again : the method without its checks. contrast : what it makes of cohorts' means of turned
    outcomes; None where it is no such thing. why : what to say then."""

    again: Again
    contrast: Callable[[Panel], Contrast] | None
    why: str = ""
    turned: Callable[[Panel], Panel] = _as_it_is

    def shuffled(self, panel: Panel, seed: int, many: int = SHUFFLES) -> tuple[float, Floats]:
        """Raises Unusable where the method cannot use the panel."""
        if self.contrast is None:
            raise Unusable(self.why)
        return shuffled(self.turned(panel), self.contrast(panel), many, seed)


def refuted(
    panel: Panel, made: Effect, by: Method, moves: Floats, *, level: float, seed: int
) -> tuple[Check, ...]:
    """moves : (n,) how far each unit moves the effect, to the first order."""
    checks = [placebo_in_time(panel, by.again), leave_one_out(panel, made, by.again, moves, level)]
    together = by_clusters(panel)
    if together is None:
        why = said("Units of a cluster start at different times: they cannot be shuffled apart.")
        return *checks, *(untold(name, why) for name in ("placebo-in-place", "permutation"))
    in_place = placebo_in_place(together, made, by, level=level, seed=seed)
    return *checks, in_place, permutation(together, by, level, seed)


def untold(name: str, why: str) -> Check:
    return Check(name, None, why)


def placebo_in_time(panel: Panel, again: Again) -> Check:
    """The start moved into the time before the first one: there should be no effect."""
    used = panel.kept(panel.first >= 1)
    start = int(min(used.treated, default=0))
    if start < LEAST_BEFORE:
        why = said(
            "There are under {least} periods before the first start to move it into.",
            least=str(LEAST_BEFORE),
        )
        return untold("placebo-in-time", why)
    inside, early = np.isfinite(used.first), start // 2
    if inside.all():  # those that start sooner against those that start later
        inside = used.first <= np.median(used.first)
    moved = replace(
        used, outcome=used.outcome[:, :start], times=used.times[:start],
        first=np.where(inside, float(early), np.inf),
    )  # fmt: skip
    try:
        made = again(moved)
    except Unusable as sentence:
        why = said("The start cannot be moved earlier.") + reason(sentence)
        return untold("placebo-in-time", why)
    if not np.isfinite(made.p_value):
        return untold("placebo-in-time", said("Before the first start nothing varies."))
    text = said(
        "With the start moved {periods} periods before the first one, when nothing was done yet, "
        "the method finds {found} (p {p}); it would have seen {seen} with a probability of 80 %.",
        periods=str(start - early), found=f"{made.estimate:.4g}", p=f"{made.p_value:.3f}",
        seen=f"{visible(made.se):.4g}",
    )  # fmt: skip
    return Check("placebo-in-time", bool(made.p_value >= 0.05), text)


def visible(se: float) -> float:
    """The effect that a test at 5 % sees with a probability of 80 %: 2.8 standard errors."""
    return (critical(0.95) + critical(0.6)) * se


def drift_seen(drift: str, periods: int) -> Said:
    return said(
        "A drift of {drift} over those {periods} periods would have been seen with a probability "
        "of 80 %, a smaller one more rarely.",
        drift=drift, periods=str(periods),
    )  # fmt: skip


def leave_one_out(panel: Panel, made: Effect, again: Again, moves: Floats, level: float) -> Check:
    """Does what the result says hang on one unit (or cluster)?"""
    own, half = np.bincount(panel.cluster, moves), critical(level) * made.se
    if (np.bincount(panel.cluster) > 0).sum() < 3 or not np.isfinite(half):
        return untold("leave-one-out", said("There are too few units to leave one out."))
    order = np.argsort(own)
    if panel.outcome.size > LARGE:
        found = [(float(made.estimate - own[i]), half) for i in (order[0], order[-1])]
    else:
        found = _again(panel, again, np.unique([*order[:LEFT_OUT], *order[-LEFT_OUT:]]), level)
    if not found:
        return untold("leave-one-out", said("Without single units the method cannot be used."))
    says = {verdict(made.estimate, half), *(verdict(e, h) for e, h in found)}
    same = len(says) == 1
    between = _between([e for e, _ in found], panel.n if panel.outcome.size > LARGE else None)
    words = (
        said("What it says stays the same.") if same
        else said("What it says hangs on one of them.")
    )  # fmt: skip
    return Check("leave-one-out", same, between + words)


def _between(effects: list[float], every: int | None) -> Said:
    """every : of how many units each one was left out; None, those that move it the most."""
    low, high = f"{min(effects):.4g}", f"{max(effects):.4g}"
    if every is None:
        return said(
            "Without one of those that move it the most, the effect is between {low} and {high}.",
            low=low, high=high,
        )  # fmt: skip
    return said(
        "Of {many} units any one left out would leave the effect between {low} and {high}.",
        many=f"{every:,}", low=low, high=high,
    )  # fmt: skip


def _again(panel: Panel, again: Again, left: Codes, level: float) -> list[tuple[float, float]]:
    """(effect, half of its interval by its standard error) without each of the clusters."""
    found = []
    for one in left:
        try:
            made = again(panel.kept(panel.cluster != one))
        except Unusable:
            continue
        if np.isfinite(made.se):
            found.append((made.estimate, critical(level) * made.se))
    return found


def verdict(estimate: float, half: float) -> float:
    """1 or -1 for an effect, 0 where none can be told."""
    return float(np.sign(estimate)) if abs(estimate) > half else 0.0


def by_clusters(panel: Panel) -> Panel | None:
    """Means of clusters as units; None where some of a cluster start at another time."""
    code = np.unique(panel.cluster, return_inverse=True)[1].reshape(-1)
    size = np.bincount(code)
    if len(size) == panel.n:
        return panel
    one = np.zeros(len(size), dtype=np.intp)
    one[code] = np.arange(panel.n)
    if np.any(panel.first[one][code] != panel.first):
        return None
    means = np.array([np.bincount(code, column) / size for column in panel.outcome.T]).T
    return replace(panel.kept(np.isin(np.arange(panel.n), one)), outcome=means,
                   first=panel.first[one], cluster=np.arange(len(size)),
                   units=panel.units[one], covariates=panel.covariates[one])  # fmt: skip


def permutation(panel: Panel, by: Method, level: float, seed: int) -> Check:
    """Does the effect stand out among those of starts that chance dealt out?"""
    try:
        seen, drawn = by.shuffled(panel, seed)
    except Unusable as sentence:
        return untold("permutation", said("Starts are not shuffled.") + reason(sentence))
    return stands_out(panel, rank(seen, drawn), len(drawn), level)


def stands_out(panel: Panel, p: float, many: int, level: float) -> Check:
    """`passed` None where so few units can be dealt out in too few ways for any to stand out."""
    text = permuted(many, p)
    if not reaches(panel, level):
        few = said("There are too few ways to deal them out for any effect to stand out.")
        return untold("permutation", text + few)
    return Check("permutation", bool(p <= 1 - level + 1e-12), text)


def rank(seen: float, drawn: Floats) -> float:
    """The p-value of |t| among those drawn where there is nothing."""
    return float((1 + np.sum(drawn >= seen - 1e-12)) / (1 + len(drawn)))


def permuted(many: int, p: float) -> Said:
    return said(
        "With the starts shuffled among units {many} times, an effect as far from 0 came out in a "
        "share of {p}.",
        many=f"{many:,}", p=f"{p:.3f}",
    )  # fmt: skip


def placebo_in_place(panel: Panel, made: Effect, by: Method, *, level: float, seed: int) -> Check:
    """Units never treated drawn and taken for treated: how often does what is called an effect
    here (so many standard errors, the method's own number of them) come out of them?"""
    pretended = pretend(panel)
    if pretended is None:
        why = said(
            "It needs {least} units never treated, some of which are taken for treated.",
            least=str(LEAST_CONTROLS),
        )
        return untold("placebo-in-place", why)
    many = MANY if pretended.n <= MANY_UNITS else SHUFFLES
    try:
        _, drawn = by.shuffled(pretended, seed, many)
    except Unusable as sentence:
        why = said("Nobody is taken for treated.") + reason(sentence)
        return untold("placebo-in-place", why)
    if not np.isfinite(own := _errors_wide(made)):
        why = said("There is no interval to hold against others.")
        return untold("placebo-in-place", why)
    share = float(np.mean(drawn > max(own, critical(level, _df(panel, pretended)))))
    fits = bool(share <= too_often(1 - level, many))
    values = {
        "some": str(int(np.isfinite(pretended.first).sum())), "all": f"{pretended.n:,}",
        "many": str(many), "level": f"{1 - level:.0%}", "share": f"{share:.1%}",
    }  # fmt: skip
    if fits:
        text = said(
            "With {some} of the {all} never treated taken for treated {many} times, an effect at "
            "{level} came out in {share}: as it may be.",
            **values,
        )
    else:
        text = said(
            "With {some} of the {all} never treated taken for treated {many} times, an effect at "
            "{level} came out in {share}: too often: its standard error is too small.",
            **values,
        )
    return Check("placebo-in-place", fits, text)


def _errors_wide(made: Effect) -> float:
    """Half of the interval in standard errors: normal, or the bootstrap's."""
    return (made.high - made.low) / 2 / made.se if made.se > 0 else float("nan")


def too_often(level: float, many: int) -> float:
    """With few shuffles the share is itself told badly: two of its standard errors."""
    if many >= MANY:
        return TOO_OFTEN * level
    return float(level + 2 * np.sqrt(level * (1 - level) / many))


def _df(panel: Panel, pretended: Panel) -> float:
    """Student's t where fewer are taken for treated than there are: their spread is told worse."""
    inside = np.isfinite(pretended.first)
    if inside.sum() >= np.isfinite(panel.first).sum():
        return np.inf
    return float(inside.sum() - len(np.unique(pretended.first[inside])))


def pretend(panel: Panel) -> Panel | None:
    """Those never treated, with starts as the treated have them, of half of them at most."""
    never = panel.kept(np.isinf(panel.first))
    starts = [g for g in panel.treated if g >= 1]
    size = np.array([np.sum(panel.first == g) for g in starts])
    if never.n < LEAST_CONTROLS or not len(starts):
        return None
    dealt = (size * min(1.0, never.n / 2 / size.sum())).astype(int)
    dealt[dealt < 2] = 0
    first = np.repeat([*starts, np.inf], [*dealt, never.n - dealt.sum()])
    return replace(never, first=first) if dealt.any() else None

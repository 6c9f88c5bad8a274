"""How often do the intervals of areas hold the truth, as the trust pages work them out?

python benchmarks/studies/areas_on_pages.py [--part SHARE] [--seed S]

1,000 towns are made for each design. In each a sample is drawn as `commonground survey` draws it,
some answer, the design gives the error of everybody's figure, and `drawn_together` the figures of
the areas, with every step of the pages: the arcsine scale for shares, areas of under ten answers
told from the others alone. Areas differ on the log-odds, which is not the scale that they are
drawn together on. `coverage` is the share of a town's areas whose interval holds what all who live
there would say, averaged over towns; `fewest` and `most` are of the area with the fewest and with
the most answers. `error` is the root mean squared error as a share of that of each area's own
answers, of areas with ten or more. Written to results/areas_on_pages.json, told in
docs/methods/small-areas.md.
"""

import time
from dataclasses import dataclass

import numpy as np
from answers import in_parts
from scipy.special import expit, logit

from commonground.analysis.smallareas import Everybody, drawn_together
from commonground.analysis.surveys import Margin, estimate_mean, make_design, rake

TOWNS, SEED = 1000, 2031
LEAST = 10  # answers, as on the pages


@dataclass(frozen=True)
class Town:
    areas: int = 24
    level: float = 0.5  # share who agree; nan: answers of 0 to 10
    apart: float = 0.3  # standard deviation of areas, on the log-odds
    asked: tuple[int, int] = (20, 130)  # letters an area; 46 of 100 are answered
    block: int = 0  # homes of a block that think alike; 0: none
    raked: bool = False  # the young answer half as often; the weights are made to meet the census
    explained: bool = False  # half of the areas' variance is a census share's

    @property
    def is_share(self) -> bool:
        return not np.isnan(self.level)


@dataclass(frozen=True)
class People:
    area: np.ndarray
    block: np.ndarray
    young: np.ndarray
    says: np.ndarray
    x: np.ndarray  # of the areas


def people(town: Town, random) -> People:
    """Areas of 400 to 1,500 homes."""
    sizes = random.integers(400, 1500, town.areas)
    area = np.repeat(np.arange(town.areas), sizes)
    x = random.normal(size=town.areas)
    own = random.normal(size=town.areas)
    shift = town.apart * ((x + own) / 2**0.5 if town.explained else own)
    young = random.random(len(area)) < 0.3 + 0.1 * np.tanh(x[area])
    block = np.arange(len(area)) // (town.block or 1)
    alike = random.normal(0, 0.5 if town.block else 0.0, block.max() + 1)
    leaning = shift[area] + alike[block] - (0.5 * young if town.raked else 0.0)
    if town.is_share:
        says = (random.random(len(area)) < expit(logit(town.level) + leaning)) * 1.0
    else:
        says = np.clip(np.rint(6 + 2 * leaning + random.normal(0, 2.3, len(area))), 0, 10)
    return People(area, block, young, says, x)


def answering(town: Town, lives: People, random) -> np.ndarray:
    chosen = []
    for a in range(town.areas):
        here = np.flatnonzero(lives.area == a)
        letters = int(random.integers(*town.asked))
        if town.block:
            blocks = random.permutation(np.unique(lives.block[here]))[: max(letters // 5, 2)]
            drawn = [random.choice(here[lives.block[here] == b], 5) for b in blocks]
            chosen.append(np.unique(np.concatenate(drawn)))
        else:
            chosen.append(random.choice(here, letters, replace=False))
    asked = np.concatenate(chosen)
    chance = np.where(lives.young[asked] & town.raked, 0.28, 0.46)
    return asked[random.random(len(asked)) < chance]


def weighted(town: Town, lives: People, who: np.ndarray):
    """Each stratum's answers stand for all who live there, as after nonresponse; then raked."""
    area, block = lives.area[who], lives.block[who]
    homes, n = (np.bincount(of, minlength=town.areas) for of in (lives.area, area))
    weights = (homes / np.maximum(n, 1))[area]
    first = np.unique(block, return_index=True)[1]
    drawn = np.bincount(area[first], minlength=town.areas)  # blocks with an answer, or answers
    joined = np.where(drawn >= 2, np.arange(town.areas), drawn.argmax())  # one tells of no spread
    design = make_design(len(who), strata=joined[area], clusters=[block], weights=weights)
    if not town.raked:
        return design
    counts = np.bincount(lives.young, minlength=2) * weights.sum() / len(lives.young)
    margin = Margin("age", ("older", "young"), counts.astype(float), lives.young[who].astype(int))
    return design.calibrated(*rake(design.weights, [margin], trim=5.0))


def one(town: Town, random) -> tuple[float, float, float, float, float]:
    lives = people(town, random)
    who = answering(town, lives, random)
    design = weighted(town, lives, who)
    values, area = lives.says[who], lives.area[who]
    whole = estimate_mean(design, values)
    x = np.column_stack([np.ones(town.areas), *([lives.x] if town.explained else [])])
    found = drawn_together(
        values, design.weights, area, x, Everybody(whole.se, whole.deff, len(who)),
        is_share=town.is_share, least=LEAST,
    )  # fmt: skip
    truth = np.bincount(lives.area, lives.says) / np.bincount(lives.area)
    held = (found.low <= truth) & (truth <= found.high)
    own = np.bincount(area, design.weights * values, minlength=town.areas)
    own = own / np.maximum(np.bincount(area, design.weights, minlength=town.areas), 1e-9)
    told = found.n >= LEAST
    drawn_error, own_error = (
        float(np.mean((each[told] - truth[told]) ** 2)) for each in (found.estimate, own)
    )
    fewest, most = int(found.n.argmin()), int(found.n.argmax())
    return float(held.mean()), float(held[fewest]), float(held[most]), drawn_error, own_error


DESIGNS = {
    "24 areas, half agree": Town(),
    "24 areas, 10 % agree": Town(level=0.1),
    "24 areas, 3 % agree": Town(level=0.03),
    "24 areas, answers of 0 to 10": Town(level=float("nan")),
    "24 areas, all alike": Town(apart=0.0),
    "24 areas, far apart": Town(apart=0.8),
    "24 areas, raked": Town(raked=True),
    "24 areas, drawn in blocks": Town(block=20),
    "24 areas, one census share": Town(explained=True),
    "nine areas of about 40": Town(areas=9, asked=(80, 100)),
    "six areas": Town(areas=6, asked=(30, 130)),
    "100 areas of about 10": Town(areas=100, asked=(10, 40)),
}


def study(part=1.0, *, seed=SEED, designs=DESIGNS):
    """A row a design; `part` of the towns."""
    for number, (name, town) in enumerate(designs.items()):
        many = max(round(TOWNS * part), 5)
        began = time.process_time()
        found = [one(town, np.random.default_rng([seed, number, i])) for i in range(many)]
        held, fewest, most, drawn_error, own_error = np.array(found).T
        se = held.std(ddof=1) / many**0.5  # areas of one town go together
        coverage = round(float(held.mean()), 4)
        yield {
            "design": name, "towns": many, "coverage": coverage,
            "interval": [round(coverage + z * float(se), 4) for z in (-1.96, 1.96)],
            "fewest": round(float(fewest.mean()), 4), "most": round(float(most.mean()), 4),
            "error": round(float(np.sqrt(drawn_error.mean() / own_error.mean())), 3),
            "cpu_seconds": round(time.process_time() - began, 1),
        }  # fmt: skip


if __name__ == "__main__":
    in_parts("areas_on_pages", study, seed=SEED, settings={"towns": TOWNS, "least": LEAST})

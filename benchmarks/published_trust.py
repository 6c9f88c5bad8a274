"""Three published measures of trust, read with what they do not say.

python benchmarks/published_trust.py --chicago SCORES.csv.gz --london TRUST.csv.gz \\
    --nashville SURVEY.csv.gz

The page says where each file comes from and what its columns are. Nothing is drawn by chance.
Written are the figures, docs/methods/published-trust.json, and a picture of each.
"""

import argparse
import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from commonground.analysis.smallareas import Scale, fay_herriot
from commonground.analysis.surveys import Margin, estimate_mean, make_design, model_based
from commonground.analysis.surveys.gates import LEAST_SHOWN, LEAST_STEADY
from commonground.analysis.surveys.noise import noise_of_changes, taken_back
from commonground.analysis.surveys.smoothing import apart, rolling_difference, smooth

PAGES = Path(__file__).parents[1] / "docs" / "methods"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 300, 60, 740, 40, 260
INK, SOFT, PINE, GOLD, PAPER = "#1d2320", "#56605a", "#1b5e52", "#8a5a00", "#fffdf9"
Z = 1.96
MEMORY = (1, 2, 3, 4)  # months; changes further apart no longer take each other back
SHOWN_DISTRICT = "24"
CONTENT = ("Satisfied", "Very Satisfied")
NO_ANSWER = ("", "Don't Know")


def rows_of(file: str) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def table_of(cells: dict[tuple[str, str], float]) -> tuple[list[str], list[str], np.ndarray]:
    """(times, areas, (T, m) figures), nan where there is none."""
    times, areas = (sorted({key[i] for key in cells}) for i in (0, 1))
    made = np.full((len(times), len(areas)), np.nan)
    for (time, area), value in cells.items():
        made[times.index(time), areas.index(area)] = value
    return times, areas, made


# Chicago: a figure a district and month, no n


def chicago(file: str) -> dict[str, object]:
    districts = [row for row in rows_of(file) if row["ORG_LEVEL"].lower() == "district"]
    found: dict[str, object] = {}
    for measure in ("TRUST", "SAFETY"):
        cells = {(r["START_DATE"][:7], r["DISTRICT"]): float(r[measure]) for r in districts}
        months, names, figures = table_of(cells)
        own = figures - figures.mean(axis=1, keepdims=True)  # what happened in the city is no noise
        changes = np.diff(figures, axis=0)
        found[measure.lower()] = {
            "districts": len(names), "months": len(months), "from": months[0], "to": months[-1],
            "mean": round(float(figures.mean()), 1),
            "change_sd": round(float(changes.std()), 2),
            "noise_limit": round(Z * float(changes.std()), 1),
            "changes": changes.size,
            "beyond_6": round(float(np.mean(np.abs(changes) > 6)), 3),
            "taken_back_in_4_months": round(taken_back(own, 4), 2),
            "noise_sd_of_one_figure": round(noise_of_changes(own, MEMORY), 2),
        }  # fmt: skip
        if measure == "TRUST":
            column = names.index(SHOWN_DISTRICT)
            draw_chicago(months, figures[:, column], noise_of_changes(own, MEMORY))
    return found


def draw_chicago(months: Sequence[str], figures: np.ndarray, noise: float) -> None:
    """One district's figures, each with what chance alone may have added to or taken from it."""
    x = np.linspace(LEFT + 8, RIGHT - 8, len(months))

    def y(value: float) -> float:
        return BOTTOM - (value - 35) / 45 * (BOTTOM - TOP)

    lines = frame(f"Trust in district {SHOWN_DISTRICT}, Chicago, by month, out of 100")
    for value in (40, 50, 60, 70, 80):
        lines.append(text(LEFT - 8, y(value) + 4, str(value), "end"))
    for place, month, value in zip(x, months, figures, strict=True):
        ends = y(value - Z * noise), y(value + Z * noise)
        lines.append(bar(place, *ends) + dot(place, y(value)))
        if month.endswith("-01"):
            lines.append(text(place, BOTTOM + 20, month[:4]))
    write("published-trust-chicago", lines)


# London: windows of twelve months that roll by three, no n


def london(file: str) -> dict[str, object]:
    rows = rows_of(file)
    found: dict[str, object] = {"windows": "12 months, every 3"}
    for measure in ("Good Job local", "Trust MPS"):
        cells = {
            (r["quarter_end"], r["borough"].lower()): float(r["proportion"])
            for r in rows if r["measure"] == measure and r["proportion"]
        }  # fmt: skip
        quarters, boroughs, shares = table_of(cells)
        noise = noise_of_changes(shares, (4,))
        at = np.arange(len(quarters)) * 3.0
        years = apart(at, 12.0)
        changes = np.diff(shares, axis=0)
        away = changes - np.nanmean(changes, axis=0)
        found[measure] = {
            "boroughs": len(boroughs), "quarters": len(quarters),
            "from": quarters[0], "to": quarters[-1], "independent_windows": len(years),
            "correlation_4_quarters_on": round(
                float(np.nanmean(away[4:] * away[:-4]) / np.nanmean(away**2)), 2),
            "noise_sd_of_one_figure": round(noise, 4),
            "margin_points": round(100 * Z * noise, 1),
            "next_quarter_margin_points": round(100 * Z * rolling_difference(
                (0, noise), (0, noise), 0.75)[1], 1),
            "if_taken_for_independent": round(100 * Z * rolling_difference(
                (0, noise), (0, noise), 0.0)[1], 1),
            "beyond_year_on_year": year_on_year(shares[years], noise),
        }  # fmt: skip
        if measure == "Good Job local":
            draw_london(quarters, boroughs, shares, years, noise)
    return found


def year_on_year(shares: np.ndarray, noise: float) -> str:
    changes = np.diff(shares, axis=0)
    changes = changes[np.isfinite(changes)]
    limit = Z * 2**0.5 * noise
    return f"{int((np.abs(changes) > limit).sum())} of {changes.size}"


def draw_london(
    quarters: Sequence[str], boroughs: Sequence[str], shares: np.ndarray,
    years: np.ndarray, noise: float,
) -> None:  # fmt: skip
    """One borough: windows that share nothing are full, the others hollow."""
    column = boroughs.index("haringey")
    made = smooth(years.astype(float), shares[years][:, [column]],
                  np.full((len(years), 1), noise**2))  # fmt: skip
    x = np.linspace(LEFT + 10, RIGHT - 10, len(quarters))

    def y(share: float) -> float:
        return BOTTOM - (share - 0.3) / 0.5 * (BOTTOM - TOP)

    lines = frame("Haringey: police do a good job in the local area, rolling years")
    for share in (0.3, 0.5, 0.7):
        lines.append(text(LEFT - 8, y(share) + 4, f"{share:.0%}", "end"))
    for k, (place, quarter) in enumerate(zip(x, quarters, strict=True)):
        if k in years:
            at = int(np.flatnonzero(years == k)[0])
            ends = y(float(made.low[at, 0])), y(float(made.high[at, 0]))
            lines.append(bar(place, *ends) + dot(place, y(shares[k, column])))
        else:
            lines.append(dot(place, y(shares[k, column]), is_full=False))
        if quarter.endswith("12-31"):
            lines.append(text(place, BOTTOM + 20, quarter[:4]))
    write("published-trust-london", lines)


# Nashville: one row a respondent, no weights


def nashville(file: str) -> dict[str, object]:
    rows = [r for r in rows_of(file) if r["Police - Overall"] not in NO_ANSWER]
    content = np.array([float(r["Police - Overall"] in CONTENT) for r in rows])
    zips = np.array([r["ZIP Code"] for r in rows])
    design = make_design(len(rows))
    everybody = model_based(content, is_share=True)
    places = []
    for name in sorted(set(zips.tolist())):
        inside = zips == name
        if inside.sum() < LEAST_SHOWN:
            continue
        made = estimate_mean(design, content, members=inside, proportion="wilson")
        places.append((name, made))
    areas = pooled([made.estimate for _, made in places], [made.se for _, made in places])
    found = {
        "respondents": len(rows_of(file)), "answered": len(rows),
        "share": round(everybody.estimate, 3),
        "model_interval": [round(everybody.low, 3), round(everybody.high, 3)],
        "assumes": list(everybody.assumptions),
        "zips": len(set(zips.tolist())),
        "too_few": len(set(zips.tolist())) - len(places),
        "few": sum(made.n < LEAST_STEADY for _, made in places),
        "places": [
            {"zip": name, "n": made.n, "share": round(made.estimate, 3),
             "low": round(made.low, 3), "high": round(made.high, 3), **area}
            for (name, made), area in zip(places, areas, strict=True)
        ],
        "women": gender(rows, content),
    }  # fmt: skip
    draw_nashville(found["places"], everybody.estimate)
    return found


def pooled(shares: list[float], ses: list[float]) -> list[dict[str, float]]:
    """Each drawn towards the others by the model of areas, on the log-odds."""
    scale = Scale("logit")
    direct, variance = scale.towards(np.array(shares), np.array(ses) ** 2)
    model = fay_herriot(direct, variance, np.ones((len(shares), 1)))
    estimate, low, high = scale.back(model.estimate, model.mse, Z)
    return [
        {"pooled": round(float(e), 3), "pooled_low": round(float(a), 3),
         "pooled_high": round(float(b), 3), "borrowed": round(float(s), 2)}
        for e, a, b, s in zip(estimate, low, high, model.shrinkage, strict=True)
    ]  # fmt: skip


def gender(rows: list[dict[str, str]], content: np.ndarray) -> dict[str, float]:
    """The same with women and men counted as half each: the one margin that the file has."""
    said = np.array([r["Gender Identity"] for r in rows])
    inside = np.isin(said, ("Female", "Male"))
    cells = Margin("gender", ("Male", "Female"), np.array([0.5, 0.5]),
                   (said[inside] == "Female").astype(np.intp))  # fmt: skip
    made = model_based(content[inside], cells=cells, is_share=True)
    return {"answered": int(inside.sum()), "share": round(made.estimate, 3)}


def draw_nashville(places: list[dict[str, float]], everybody: float) -> None:
    def x(share: float) -> float:
        return LEFT + 20 + (share - 0.3) / 0.65 * (RIGHT - LEFT - 40)

    height = TOP + 18 * len(places) + 40
    lines = frame("Content with the police overall, Nashville 2018-19, by ZIP code", height)
    lines.append(
        f'<line x1="{x(everybody):.1f}" x2="{x(everybody):.1f}" y1="{TOP - 8}" '
        f'y2="{height - 36}" stroke="{GOLD}" stroke-dasharray="4 3"/>'
    )
    for n, place in enumerate(places):
        y = TOP + 10 + 18 * n
        lines += [
            text(LEFT + 6, y + 4, place["zip"], "end"),
            f'<line x1="{x(place["low"]):.1f}" x2="{x(place["high"]):.1f}" y1="{y}" y2="{y}" '
            f'stroke="{PINE}" stroke-opacity="0.35" stroke-width="6"/>',
            dot(x(place["share"]), y, is_full=False), dot(x(place["pooled"]), y),
        ]  # fmt: skip
    for share in (0.4, 0.6, 0.8):
        lines.append(text(x(share), height - 14, f"{share:.0%}"))
    write("published-trust-nashville", lines)


# Pictures


def frame(title: str, height: int = HEIGHT) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        f'<text x="{LEFT - 40}" y="20" fill="{INK}" font-size="14">{title}</text>',
    ]


def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{SOFT}">{words}</text>'


def bar(x: float, low: float, high: float) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}" stroke="{PINE}" '
        'stroke-opacity="0.35" stroke-width="4"/>'
    )


def dot(x: float, y: float, *, is_full: bool = True) -> str:
    fill = PINE if is_full else PAPER
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{PINE}"/>'


def write(name: str, lines: list[str]) -> None:
    (PAGES / f"{name}.svg").write_text("\n".join([*lines, "</svg>", ""]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("chicago", "london", "nashville"):
        parser.add_argument(f"--{name}", required=True, metavar="FILE.csv.gz")
    args = parser.parse_args()
    found = {
        "chicago": chicago(args.chicago),
        "london": london(args.london),
        "nashville": nashville(args.nashville),
    }
    text_of = json.dumps(found, indent=1) + "\n"
    (PAGES / "published-trust.json").write_text(text_of, encoding="utf-8")
    print(text_of)


if __name__ == "__main__":
    main()

"""Where do police only come when called? Nashville's calls, and docs/methods/reactive-balance.svg.

python benchmarks/nashville_balance.py RECORDS.csv.gz

RECORDS is the sample of the Metropolitan Nashville Police Department's calls for service of 2024
that docs/methods/reactive-balance.md describes. Nothing here is drawn by chance. Printed is the
table of that page; the picture has the shares of all zones, by name, with their limits.
"""

import argparse
import contextlib
import io
import json
from pathlib import Path

from commonground import cli

PICTURE = Path(__file__).parents[1] / "docs" / "methods" / "reactive-balance-nashville.svg"
NEITHER = "3,14,16,40,43,77,83,88,92,93,94,95"
UNANSWERED = "DISREGARD / SIGNAL 9,NO RESPONSE"
WORDS = ("reactive only", "not", "cannot tell")
# name, area, visits, neither, weeks, left out
ROWS = (
    ("zones, 12 weeks", "zone", "15,96", NEITHER, 12, ""),
    ("zones, 30 weeks", "zone", "15,96", NEITHER, 30, ""),
    ("the same, no business checks", "zone", "15", NEITHER + ",96", 30, ""),
    ("the same, calls that nobody answered left out", "zone", "15,96", NEITHER, 30, UNANSWERED),
    ("the same, “wants an officer” as a call", "zone", "15,96",
     NEITHER.replace("43,", ""), 30, ""),
    ("sectors, 30 weeks", "sector", "15,96", NEITHER, 30, ""),
)  # fmt: skip
WIDTH, LINE, LEFT, TOP, SCALE = 760, 9, 60, 40, 640
INK, SOFT, PINE, GOLD = "#1d2320", "#56605a", "#1b5e52", "#8a5a00"


def asked(
    file: str, area: str, visits: str, neither: str, weeks: int, without: str
) -> dict[str, object]:
    words = ["analyse", "balance", file, "--date", "call_received", "--type", "tencode",
             "--area", area, "--visits", visits, "--neither", neither, "--weeks", str(weeks),
             "--json"]  # fmt: skip
    if without:
        words += ["--without", f"disposition_description={without}"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert cli.main(words) == 0
    return json.loads(printed.getvalue())


def table(file: str) -> dict[str, object]:
    print("| | visits | calls | share | " + " | ".join(WORDS) + " | weeks alike |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, *of in ROWS:
        made = asked(file, *of)
        visits, calls = (sum(row[key] for row in made["areas"]) for key in ("visits", "calls"))
        counts = " | ".join(
            str(sum(row["word"] == word for row in made["areas"])) for word in WORDS
        )
        print(f"| {name} | {visits:,} | {calls:,} | {visits / (visits + calls):.1%} | {counts} | "
              f"{made['weeks_alike']:.3f} |")  # fmt: skip
        if name == ROWS[1][0]:
            shown = made
    return shown


def picture(made: dict[str, object]) -> str:
    """The shares and limits of all areas, by name from top to bottom."""
    rows = made["areas"]
    height = TOP + LINE * len(rows) + 30
    edge = LEFT + SCALE * made["share"]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="sans-serif" font-size="9" role="img">',
        "<title>Share of presence without a call, Nashville's zones by name</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fffdf9"/>',
        f'<line x1="{edge:g}" x2="{edge:g}" y1="{TOP - 8}" y2="{height - 26}" stroke="{GOLD}" '
        'stroke-dasharray="4 3"/>',
        f'<text x="{edge:g}" y="{TOP - 14}" fill="{GOLD}">threshold: {made["share"]:.0%}</text>',
    ]
    for n, row in enumerate(rows):
        y = TOP + LINE * n
        low, high = (LEFT + SCALE * row[key] for key in ("low", "high"))
        lines.append(
            f'<text x="{LEFT - 8}" y="{y + 3}" text-anchor="end" fill="{INK}">{row["area"]}</text>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" stroke="{PINE}" '
            'stroke-opacity="0.4" stroke-width="4"/>'
        )
        if row["share"] is not None:
            dot = LEFT + SCALE * row["share"]
            lines.append(f'<circle cx="{dot:.1f}" cy="{y}" r="3" fill="{PINE}"/>')
    for share in (0, 0.25, 0.5, 0.75, 1):
        lines.append(f'<text x="{LEFT + SCALE * share:g}" y="{height - 10}" text-anchor="middle" '
                     f'fill="{SOFT}">{share:.0%}</text>')  # fmt: skip
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records")
    args = parser.parse_args()
    PICTURE.write_text(picture(table(args.records)), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Print docs/reference/strategies.md from the library's files; a test keeps the two the same.

python -m scripts.strategies
"""

import sys
from pathlib import Path

from commonground.strategies import vocabulary as v
from commonground.strategies.entries import Finding, Strategy
from commonground.strategies.reading import read_folder

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "strategies.md"
HEAD = """\
# The strategy library

Printed from `src/commonground/strategies/library` by `python -m scripts.strategies`; a test keeps
the two the same. How to add one: [add a strategy](../how-to/add-a-strategy.md). Figures that
nobody has checked yet stay in the files and are not printed here, nor shown on any page.
"""


def page() -> str:
    parts = [HEAD]
    for kind in v.KINDS:
        parts.append(f"## {kind.capitalize()}\n")
        parts += [entry(s) for s in read_folder() if s.kind == kind and s.is_published]
    return "\n".join(parts)


def entry(strategy: Strategy) -> str:
    goals = ", ".join(strategy.all_goals)
    told = f"`{strategy.id}`, version {strategy.version}. For: {goals}."
    harms = [f"{h.words['en']} ({h.source.citation}; {h.check})" for h in strategy.shown_harms]
    lines = [
        f"### {strategy.name['en']}",
        "",
        strategy.short["en"],
        "",
        f"{told} Strength: {strategy.strength}.",
        "",
        *[f"- {finding(f)}" for f in strategy.shown_findings],
        *[f"- Harm: {harm}" for harm in harms],
        *[f"- Not tested: {text['en']}" for text in strategy.untested],
    ]
    if strategy.looked_for:
        lines.append(f"- {strategy.looked_for['en']}")
    return "\n".join(lines) + "\n"


def finding(found: Finding) -> str:
    size = " to ".join(f"{s:g}" for s in found.sizes)
    told = [f"{found.outcome}: {found.direction}"]
    if size:
        told.append(f"{size} {found.unit}")
        told.append("interval {:g} to {:g}".format(*found.interval) if found.interval
                    else "no interval in what we read")  # fmt: skip
    if found.superseded_by:
        told.append("corrected since")
    seen = f", {found.source.seen_on}" if found.source.seen_on else ""
    return f"{', '.join(told)}. {found.design}. {found.source.citation} ({found.check}{seen})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} printed", file=sys.stderr)

"""A table for people who look at a terminal."""

from collections.abc import Sequence


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, to the right; those without a word are left out."""
    used = [i for i in range(len(names)) if any(row[i] for row in rows)]
    lines = [[line[i] for i in used] for line in (names, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(used))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )

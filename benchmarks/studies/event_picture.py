"""Two event studies beside each other, as SVG."""

import numpy as np

WIDTH, HEIGHT, LEFT, TOP, LINE = 760, 330, 60, 46, 230
COLOURS = ("#1b5e52", "#8a5a00")


def picture(studies, *, title, unit):
    """Two event studies, {name: parts}: points, and bands that hold for all of a colour at once."""
    parts = [part for events in studies.values() for part in events]
    low, high = min(p["low"] for p in parts), max(p["high"] for p in parts)
    times = sorted({int(part["key"]) for part in parts})
    step = (WIDTH - LEFT - 20) / len(times)

    def y(value):
        return TOP + LINE * (high - value) / (high - low)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(
            f'<text x="{LEFT + 160 * i}" y="16" fill="{colour}">{name}</text>'
            for i, (name, colour) in enumerate(zip(studies, COLOURS, strict=True))
        ),
        f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke="#56605a"/>',
    ]
    start = LEFT + step * (times.index(0) - 0.1)
    lines.append(
        f'<line x1="{start:.1f}" x2="{start:.1f}" y1="{TOP}" y2="{TOP + LINE}" stroke="#56605a" '
        'stroke-dasharray="4 4"/>'
    )
    for shift, colour, events in zip((0.25, 0.55), COLOURS, studies.values(), strict=True):
        for part in events:
            x = LEFT + step * (times.index(int(part["key"])) + shift)
            lines.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y(part["low"]):.1f}" '
                f'y2="{y(part["high"]):.1f}" stroke="{colour}" stroke-width="2"/>'
                f'<circle cx="{x:.1f}" cy="{y(part["estimate"]):.1f}" r="4" fill="{colour}"/>'
            )
    for i, time_ in enumerate(times):
        x = LEFT + step * (i + 0.4)
        lines.append(
            f'<text x="{x:.1f}" y="{TOP + LINE + 20}" text-anchor="middle" fill="#1d2320">{time_}'
            "</text>"
        )
    lines += [
        f'<text x="{LEFT}" y="{TOP + LINE + 40}" fill="#1d2320">{unit}</text>',
        *(
            f'<text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#1d2320">{tick:g}'
            "</text>"
            for tick in np.arange(np.ceil(low), high + 0.5, 1.0).tolist()
        ),
    ]
    return "\n".join([*lines, "</svg>", ""])

"""The gaps drawn: a row for each kind, a square for each place, full where we know somebody."""

from dataclasses import dataclass

from .gaps import KindRow

WIDTH, ROW, SIDE = 520, 62, 24
LABEL = 18  # the label stands above its squares: on a phone there is no room beside them


@dataclass(frozen=True)
class Square:
    x: float
    side: float
    is_known: bool


@dataclass(frozen=True)
class PictureRow:
    label: str
    text_y: int
    squares: list[Square]

    @property
    def y(self) -> int:
        return self.text_y + 8


@dataclass(frozen=True)
class Picture:
    height: int
    rows: list[PictureRow]


def picture(kinds: list[KindRow]) -> Picture:
    """Known places first. Many places of one kind make smaller squares."""
    rows = [
        PictureRow(kind.label, LABEL + ROW * at, _squares(kind)) for at, kind in enumerate(kinds)
    ]
    return Picture(ROW * len(kinds), rows)


def _squares(kind: KindRow) -> list[Square]:
    step = min(SIDE + 6, WIDTH / len(kind.places))
    known = sorted((row.people > 0 for row in kind.places), reverse=True)
    return [Square(at * step + 1, step * 0.8, one) for at, one in enumerate(known)]

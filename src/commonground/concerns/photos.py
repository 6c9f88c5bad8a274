"""Photos: drawn again as JPEG, so that nothing but the picture is left of the file.

EXIF (place, time, camera), embedded thumbnails and anything hidden in the file are gone. The
picture is on disk, flushed, before its row exists: a row never points at nothing.
"""

import io
import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from commonground.common.errors import Refused
from commonground.common.ids import ALPHABET

MAX_BYTES = 10 * 2**20
MAX_PIXELS = 50_000_000  # a decompression bomb is small on the wire and huge in memory
MAX_SIDE_PX = 2000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")


@dataclass(frozen=True)
class KeptPhoto:
    file_name: str
    width: int
    height: int


def folder() -> Path:
    return Path(settings.HOME) / "photos"


def path_of(file_name: str) -> Path:
    """Where a kept photo lies; refuses names that are not one of ours."""
    if not file_name.endswith(".jpg") or not set(file_name[:-4]) <= set(ALPHABET):
        raise Refused(_("This photo is no longer kept."))
    return folder() / file_name


def keep_photo(upload: BinaryIO) -> KeptPhoto:
    """Store the picture of `upload` and return its name; refuse what is no picture."""
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(_("This photo is larger than 10 MB. Choose a smaller one."))
    picture = redraw(content)
    name = "".join(secrets.choice(ALPHABET) for _i in range(24)) + ".jpg"
    write(folder() / name, as_jpeg(picture))
    return KeptPhoto(name, *picture.size)


def redraw(content: bytes) -> Image.Image:
    """The pixels of an uploaded file, upright, at most 2000 px wide and high."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as source:
                refuse_huge(source.size)
                source.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
                upright = ImageOps.exif_transpose(source).convert("RGB")
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Refused(too_many_pixels()) from problem
    except Exception as problem:  # Pillow's readers fail in many ways on broken files
        raise Refused(
            _("This file is not a photo that we can read. Choose a JPEG or PNG picture.")
        ) from problem
    upright.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def refuse_huge(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise Refused(too_many_pixels())


def too_many_pixels() -> str:
    return _("This photo has too many pixels. Choose a smaller one.")


def as_jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()


def write(file: Path, content: bytes) -> None:
    """Write and flush the file, then its folder's entry."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    if os.name == "posix":
        entry = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def remove(file_name: str) -> None:
    """Erasure: the file goes before its row says so."""
    path_of(file_name).unlink(missing_ok=True)

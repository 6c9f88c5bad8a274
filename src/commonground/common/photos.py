"""Photos that people give us: drawn anew, so that nothing hides in the file.

What a phone writes into a photo (where, when, which phone) is gone, whatever the format.
"""

import io
import os
import threading
import warnings
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .errors import Refused
from .files import sync_folder, to_the_hour
from .ids import new_public_id

MAX_BYTES = 10 * 2**20
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A small file can unfold to 240 MB: one at a time, else a few of them fill the memory
ONE_AT_A_TIME = threading.Lock()


def folder() -> Path:
    return Path(settings.HOME) / "photos"


def keep(upload: BinaryIO, *, longest_px: int = 1600) -> str:
    """The photo as a new JPEG on disk, synced; its file name. Refuses what is no photo."""
    with ONE_AT_A_TIME:
        picture = _read(upload, longest_px)
    name = f"{new_public_id()}{new_public_id()}.jpg"
    with (folder() / name).open("xb") as target:
        picture.save(target, "JPEG", quality=82, optimize=True)
        target.flush()
        os.fsync(target.fileno())
    to_the_hour(folder() / name)
    sync_folder(folder())
    to_the_hour(folder())
    return name


def remove(name: str) -> None:
    """Take the file away; twice is harmless."""
    if name:
        path_of(name).unlink(missing_ok=True)
        to_the_hour(folder())


def path_of(name: str) -> Path:
    return folder() / Path(name).name


def _read(upload: BinaryIO, longest_px: int) -> Image.Image:
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(_("The photo is larger than 10 MB. Send a smaller one, or none."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Refused(_("The photo has too many pixels. Send a smaller one."))
                picture.draft("RGB", (longest_px, longest_px))  # decode no more than is kept
                return _bare(picture, longest_px)
    except Refused:
        raise
    except Exception as problem:  # Pillow's readers fail in many ways on broken files
        raise Refused(
            _("That file is not a photo that we can read. Send a JPEG or PNG, or none.")
        ) from problem


def _bare(picture: Image.Image, longest_px: int) -> Image.Image:
    """Small, upright, plain colours, and nothing else of the file."""
    if picture.mode == "P":  # a palette cannot be shrunk smoothly
        picture = picture.convert("RGBA")
    picture.thumbnail((longest_px, longest_px))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper

"""A copy made to do harm: refused in one sentence, and the data folder is as it was."""

import argparse
import gzip
import hashlib
import io
import json
import random
import sqlite3
import tarfile
from collections import namedtuple
from pathlib import Path

import pytest

from commonground import __version__
from commonground.common import ledger
from commonground.common.errors import Refused
from commonground.keeping import restoring, unpacking

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> bytes:
    file = tmp_path_factory.mktemp("database") / "db.sqlite3"
    with sqlite3.connect(file) as ours:
        ours.execute("CREATE TABLE django_migrations (app, name)")
        ours.execute("CREATE TABLE words (text)")
        ours.executemany("INSERT INTO words VALUES (?)", [("word " * 100,) for _ in range(200)])
    ours.close()
    return file.read_bytes()


def label(held: dict[str, bytes], /, **changes) -> bytes:
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}
    said = {"version": __version__, "made_at": "2026-03-02T09:00:00+00:00", "database": "sqlite",
            "format": 1, "folders": ["keys", "photos"], "files": hashes}  # fmt: skip
    return json.dumps(said | changes).encode()


def plain(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    return member, content


def special(name: str, kind: bytes, to: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    return member, b""


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def members_of(held: dict[str, bytes], /, **changes) -> list[tuple[tarfile.TarInfo, bytes]]:
    said = label(held, **changes)
    return [plain(name, content) for name, content in [*held.items(), ("backup.json", said)]]


@pytest.fixture
def restore(tmp_path):
    """Restore what is given; what was refused, after a look at what is on the disk."""

    def attempt(content: bytes, *, packed: bool = True) -> str:
        copy, home = tmp_path / "copy.tar.gz", tmp_path / "deep" / "home"
        copy.write_bytes(gzip.compress(content, 1) if packed else content)
        args = argparse.Namespace(file=copy, ledger=None, no_later_ledger=True)
        before = sorted(tmp_path.parent.iterdir())
        with pytest.raises(Refused) as refused:
            restoring.check(home, args)
            restoring.lay_down(copy, home, None)
        left = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*"))
        assert left == ["copy.tar.gz", "deep"]
        assert sorted(tmp_path.parent.iterdir()) == before
        sentence = str(refused.value)
        assert sentence.isprintable() and sentence.endswith(".") and len(sentence) < 400
        return sentence

    return attempt


def test_a_copy_that_means_well_is_restored(tmp_path, database):
    copy, home = tmp_path / "copy.tar.gz", tmp_path / "home"
    files = {"db.sqlite3": database, "photos/a/b.jpg": b"photo"}
    copy.write_bytes(gzip.compress(tar_of(*members_of(files))))
    assert restoring.lay_down(copy, home, None).database == "sqlite"
    assert (home / "photos" / "a" / "b.jpg").read_bytes() == b"photo"
    assert (home / "keys").is_dir()


@pytest.mark.parametrize("name", ["/tmp/evil", "../evil", "photos/../../evil", "photos/.."])
def test_a_file_that_would_lie_elsewhere_is_refused(restore, database, name):
    files = {"db.sqlite3": database, name: b"evil"}
    assert "no plain file" in restore(tar_of(*members_of(files)))
    assert not Path("/tmp/evil").exists()


@pytest.mark.parametrize(
    "bad",
    [
        special("photos", tarfile.SYMTYPE, "/etc"),
        special("keys/secret", tarfile.SYMTYPE, "../../outside"),
        special("keys/secret", tarfile.LNKTYPE, "/etc/passwd"),
        special("photos/a", tarfile.LNKTYPE, "db.sqlite3"),
        special("photos/null", tarfile.CHRTYPE),
        special("photos/disk", tarfile.BLKTYPE),
        special("photos/pipe", tarfile.FIFOTYPE),
        special("photos", tarfile.DIRTYPE),
        special("backup.json", tarfile.DIRTYPE),
        special("backup.json", tarfile.SYMTYPE, "db.sqlite3"),
    ],
    ids=lambda bad: f"{bad[0].name}-{bad[0].type.decode()}",
)
def test_links_devices_and_folders_are_refused_wherever_they_stand(restore, database, bad):
    files = {"db.sqlite3": database, "photos/a/b.jpg": b"photo"}
    for members in ([bad, *members_of(files)], [*members_of(files), bad]):
        assert "no plain file" in restore(tar_of(*members))


def test_a_name_that_stands_twice_is_refused(restore, database):
    files = {"db.sqlite3": database, "commonground.toml": b""}
    twice = [*members_of(files), plain("commonground.toml", b"demo = true")]
    assert "holds 'commonground.toml' twice" in restore(tar_of(*twice))
    twice = [*members_of(files), plain("backup.json", label(files))]
    assert "holds 'backup.json' twice" in restore(tar_of(*twice))


@pytest.mark.parametrize("other", ["./db.sqlite3", "db.sqlite3/more", ".", "a//b", "nul\0name"])
def test_another_writing_of_a_name_overwrites_nothing(restore, database, other):
    files = {"db.sqlite3": database, "a/b": b"one", other: b"two"}
    restore(tar_of(*members_of(files)))


def test_a_name_cannot_write_on_the_terminal(restore, database):
    sentence = restore(tar_of(special("\x1b[2Jphotos\n\u202e", tarfile.SYMTYPE, "x")))
    assert "\\x1b" in sentence


def test_a_copy_that_unpacks_to_more_than_the_disk_holds_is_refused(
    restore, database, monkeypatch
):
    monkeypatch.setattr(unpacking.shutil, "disk_usage", lambda _: Usage(10**6, 0, 10**6))
    files = {"db.sqlite3": database}
    files |= {f"photos/{n}": bytes(200_000) for n in range(5)}
    bomb = tar_of(*members_of(files))
    assert len(gzip.compress(bomb)) < 20_000
    assert "more than this disk has room for" in restore(bomb)


def declared(size: int) -> bytes:
    """A file that says to be as large as that, with nothing in it."""
    member = tarfile.TarInfo("photos/large")
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("size", [2**62, 2**40])
def test_a_size_that_is_only_declared_fills_no_disk(restore, size):
    assert "room for" in restore(declared(size) + bytes(10240))


def test_a_file_that_ends_too_soon_is_refused(restore):
    assert "no whole copy" in restore(declared(10**6) + bytes(512))


def test_a_sparse_file_is_refused(restore):
    member = tarfile.TarInfo("photos/holes")
    member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                          "GNU.sparse.name": "photos/holes", "GNU.sparse.realsize": "1000000000"}
    content = b"0\n".ljust(512, b"\0")
    member.size = len(content)
    assert "no plain file" in restore(tar_of((member, content)))


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K"])
def test_a_header_of_many_gigabytes_is_not_read_into_memory(restore, kind, monkeypatch):
    asked = []
    real = unpacking.Forward.read
    monkeypatch.setattr(
        unpacking.Forward, "read", lambda self, n=-1: asked.append(n) or real(self, n)
    )
    member = tarfile.TarInfo("header")
    member.type, member.size = kind, 8 << 30
    assert "no whole copy" in restore(member.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
    assert max(asked) >= 8 << 30  # tarfile would have asked for all of it


def test_a_negative_size_ends(restore, database):
    member = tarfile.TarInfo("photos/back")
    member.pax_headers = {"size": "-1536"}
    files = members_of({"db.sqlite3": database})
    assert "is damaged" in restore(tar_of((member, b""), *files))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"files": {}}, "is damaged"),
        ({"files": {"db.sqlite3": "0" * 64}}, "is damaged"),
        ({"files": {"db.sqlite3": "0" * 64, "keys/receipt": "0" * 64}}, "is damaged"),
        ({"files": ["db.sqlite3"]}, "no whole copy"),
        ({"format": 2}, "has format 2"),
        ({"format": "\n"}, "has format"),
        ({"version": 7}, "no whole copy"),
        ({"version": "999.0.0"}, "Install that version first"),
        ({"version": "999.\u001b[2J"}, "no whole copy"),
        ({"made_at": None}, "no whole copy"),
        ({"database": "none"}, "no whole copy"),
        ({"database": "mysql"}, "no whole copy"),
        ({"folders": 5}, "no whole copy"),
        ({"folders": [".."]}, "no whole copy"),
        ({"folders": ["/etc/evil"]}, "no whole copy"),
        ({"folders": ["a/b"]}, "no whole copy"),
        ({"folders": ["a\u0000b"]}, "no whole copy"),
        ({"unknown": 1}, "no whole copy"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(restore, database, changes, words):
    assert words in restore(tar_of(*members_of({"db.sqlite3": database}, **changes)))


@pytest.mark.parametrize("said", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_list_that_is_none_is_refused(restore, database, said):
    members = [plain("db.sqlite3", database), plain("backup.json", said)]
    assert "no whole copy" in restore(tar_of(*members))


def test_a_copy_without_its_list_is_refused(restore, database):
    assert "is damaged" in restore(tar_of(plain("db.sqlite3", database)))


def test_a_database_that_is_missing_is_refused(restore):
    assert "differ about the database" in restore(tar_of(*members_of({"keys/secret": b"x"})))


def broken(database: bytes) -> bytes:
    return database[:8192] + bytes(4096) + database[12288:]


def stranger(database: bytes) -> bytes:
    return database.replace(b"django_migrations", b"another_programme")


@pytest.mark.parametrize("make", [lambda _: b"not SQLite" * 500, broken, stranger],
                         ids=["words", "broken", "stranger"])  # fmt: skip
def test_a_database_that_is_not_ours_is_refused(restore, database, make):
    sentence = restore(tar_of(*members_of({"db.sqlite3": make(database)})))
    assert "cannot be read as SQLite" in sentence


@pytest.mark.parametrize("toml", [b"agency = ", b"nonsense = 1", b"texts = 3", b"languages = 5"])
def test_settings_that_cannot_be_read_are_refused_before_the_folder_gets_its_name(
    restore, database, toml
):
    restore(tar_of(*members_of({"db.sqlite3": database, "commonground.toml": toml})))


def test_whatever_is_changed_in_a_copy_is_refused_or_harmless(tmp_path, database):
    good, chance = tar_of(*members_of({"db.sqlite3": database, "keys/secret": b"x" * 700})), (
        random.Random(11)
    )
    copy, folder = tmp_path / "copy.tar.gz", tmp_path / "into"
    heads = [n for n in range(0, len(good), 512) if good[n + 257 : n + 262] == b"ustar"]
    for number in range(400):
        content = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            content[chance.choice(heads) + chance.randrange(512)] = chance.randrange(256)
        copy.write_bytes(gzip.compress(bytes(content), 1))
        into = folder / str(number)
        into.mkdir(parents=True)
        try:
            unpacking.unpack(copy, into)
        except Refused:
            continue
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.tar.gz", "into"]
    assert not any(path.is_symlink() for path in folder.rglob("*"))


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe\n", b"[]\n", b"5\n", b'{"at": 1, "store": [], "key": {}, "why": null}\n',
        b"[" * 50_000,
    ],
    ids=["bytes", "list", "number", "types", "deep"],
)  # fmt: skip
def test_a_ledger_that_holds_anything_else_is_passed_over(tmp_path, text):
    good = b'{"at": "2026-03-01T00:00:00+00:00", "store": "S", "key": "K", "why": "asked"}\n'
    (tmp_path / "2026-03.jsonl").write_bytes(text + b"\n" + good)
    assert [line.key for line in ledger.lines(tmp_path)] == ["K"]

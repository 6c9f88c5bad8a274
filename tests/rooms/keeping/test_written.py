"""Files that we write out have a date to go, like what they were made from."""

import pytest

from commonground.common import ledger
from commonground.common.retention import Subject
from commonground.keeping import disclosing, retaining, written
from commonground.keeping.models import WrittenFile
from commonground.keeping.retention import BACKUPS, DISCLOSURES

pytestmark = pytest.mark.django_db
Kind = WrittenFile.Kind


def outcome(store: str) -> retaining.Outcome:
    return next(o for o in retaining.retain() if o.store == store)


@pytest.fixture
def disclosed(cast, raised, clock_at, tmp_path):
    request = disclosing.Request("access", "7/2026", (Subject(concern=raised()[0].public_id),))
    target = tmp_path / "amal.zip"
    disclosing.disclose(request=request, target=target, by=cast.faye)
    return target


def test_a_disclosure_goes_thirty_days_after_it_was_written(disclosed, clock_at):
    clock_at.forward(days=30)
    assert outcome(DISCLOSURES).erased == 0
    clock_at.forward(days=1)
    assert outcome(DISCLOSURES).erased == 1
    assert not disclosed.exists()
    row = WrittenFile.objects.get()
    assert row.path == ""
    assert row.public_id in {line.key for line in ledger.lines()}
    assert outcome(DISCLOSURES).erased == 0


def test_another_file_in_its_place_stays(disclosed, clock_at):
    disclosed.write_text("something else")
    clock_at.forward(days=31)
    assert outcome(DISCLOSURES).erased == 1
    assert disclosed.read_text() == "something else"


def test_a_file_that_somebody_moved_is_forgotten(disclosed, clock_at):
    disclosed.rename(disclosed.with_name("moved.zip"))
    clock_at.forward(days=31)
    assert outcome(DISCLOSURES).erased == 1
    assert WrittenFile.objects.get().path == ""


def test_a_disclosure_that_could_not_be_written_is_not_remembered(cast, raised, tmp_path):
    request = disclosing.Request("access", "7/2026", (Subject(concern=raised()[0].public_id),))
    with pytest.raises(OSError, match="nowhere"):
        disclosing.disclose(request=request, target=tmp_path / "nowhere" / "a.zip", by=cast.faye)
    assert not WrittenFile.objects.exists()


def backup(folder, number: int) -> WrittenFile:
    file = folder / f"{number}.tar.gz"
    file.write_text(f"copy {number}")
    return written.note(kind=Kind.BACKUP, file=file)


def test_old_backups_go_and_the_newest_stays_however_old(clock_at, tmp_path):
    for number in (1, 2):
        backup(tmp_path, number)
        clock_at.forward(days=1)
    clock_at.forward(days=400)
    assert outcome(BACKUPS).erased == 1
    assert [f.name for f in tmp_path.iterdir()] == ["2.tar.gz"]


def test_the_newest_that_is_still_there_stays_when_a_newer_one_is_lost(clock_at, tmp_path):
    for number in (1, 2, 3):
        backup(tmp_path, number)
        clock_at.forward(days=1)
    (tmp_path / "3.tar.gz").unlink()
    clock_at.forward(days=400)
    assert outcome(BACKUPS).erased == 2
    assert [f.name for f in tmp_path.iterdir()] == ["2.tar.gz"]


def test_the_page_lists_what_was_written_without_saying_where(disclosed, client, cast, clock_at):
    client.force_login(cast.hana)
    page = client.get("/team/keeping/").content.decode()
    assert "It lies where it was written" in page
    assert "amal.zip" not in page
    clock_at.forward(days=31)
    retaining.retain()
    assert "It no longer lies" in client.get("/team/keeping/").content.decode()

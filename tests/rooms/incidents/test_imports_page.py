"""The page of imports: which files came in, and which did not come to their end."""

import pytest

from commonground.incidents import importing, store
from commonground.incidents.models import ImportRun

THEFT = "1,2017-12-01 13:45,THEFT,x,false,N1,,"


def read(client, staff) -> str:
    client.force_login(staff)
    return client.get("/team/imports/").content.decode()


def stopped(file_name: str = "night.csv") -> ImportRun:
    return ImportRun.objects.create(kind="crimes", file_name=file_name, by_kind="system")


@pytest.mark.parametrize("name", ["esi", "faye"])
def test_analyst_and_administrator_read_what_became_of_a_file(desk, client, cast, name):
    run = desk.take(THEFT, THEFT, "2,never,THEFT,x,false,N1,,")
    page = read(client, getattr(cast, name))
    assert "file1.csv" in page and "from the command line" in page
    assert "Read 3 = kept 1 + held already 1 + refused 1" in page
    assert f"{run.refused_file} in the data folder" in page
    assert "1 record, 1 December to 1 December" in page
    assert "A month of records goes 7 years after it ended." in page
    assert "did not finish" not in page


def test_an_import_that_was_killed_says_so_and_what_to_do(desk, client, cast):
    stopped()
    page = read(client, cast.esi)
    assert "night.csv" in page and "did not finish" in page
    assert "Run it again: nothing was half kept." in page


def test_an_import_that_fails_in_the_middle_is_shown_as_not_finished(
    desk, client, cast, monkeypatch
):
    monkeypatch.setattr(store, "adopt", lambda *_args: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        desk.take(THEFT)
    page = read(client, cast.esi)
    assert "did not finish" in page and "We hold no records" in page


def test_an_import_at_work_is_not_called_stopped(desk, client, cast, clock_at):
    stopped("old.csv")
    clock_at.forward(hours=1)
    stopped("now.csv")
    with store.writing():
        page = read(client, cast.esi)
    assert page.count("at work now") == 1 and page.count("did not finish") == 1
    assert page.index("at work now") < page.index("did not finish")
    assert not store.is_busy()


def test_who_imported_is_named(desk, client, cast):
    importing.import_file(
        kind="crimes", file=desk.file(THEFT), mapping=desk.mapping(),
        by=cast.faye.actor("administrator"),
    )  # fmt: skip
    assert "Faye (test cast)" in read(client, cast.esi)


def test_a_files_name_is_shown_as_text(desk, client, cast):
    stopped("<script>alert(1)</script>.csv")
    assert "<script>alert" not in read(client, cast.esi)


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "gus", "hana"])
def test_nobody_else_comes_in(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/team/imports/").status_code == 403


def test_nobody_is_sent_to_sign_in(client, db):
    answer = client.get("/team/imports/")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_before_the_first_import_the_page_says_so(home, client, cast):
    assert "We hold no records: nothing was imported yet." in read(client, cast.esi)


def test_the_page_takes_a_fixed_number_of_queries(
    desk, client, cast, clock_at, django_assert_max_num_queries
):
    for n in range(30):
        clock_at.forward(minutes=1)
        ImportRun.objects.create(
            kind="calls", file_name=f"{n}.csv", by_kind="staff", by_id=cast.faye.public_id
        )
    client.force_login(cast.esi)
    with django_assert_max_num_queries(8):
        page = client.get("/team/imports/").content.decode()
    assert page.count("did not finish") == 25
    assert "29.csv" in page and 'rel="next"' in page

"""Every marked text has Spanish, and nobody who reads Spanish meets English on a public page."""

import ast
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from scripts import translations

from commonground.common.actors import Actor
from commonground.concerns import answering, categories, ratelimit, saying_did
from commonground.concerns.models import CannedAnswer, Category
from commonground.concerns.reporting import report
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.incidents import kinds
from tests.cast import NORTH_POINT

from .test_doors import address, marked

# What people wrote, and names: the same in every language
WRITTEN = (
    "Cars race down the avenue at night.",
    "We were at the corner this evening.",
    "Officers stood there on six evenings.",
)
SHIPPED_NAMES = tomllib.loads((kinds.SHIPPED / "categories.toml").read_text(encoding="utf-8"))
SENTENCE = re.compile(r"[^.!?:]+[.!?:]*")
NOT_READ = ("script", "style", "option")
READ_ALOUD = ("aria-label", "alt", "title", "placeholder", "content")


class Reader(HTMLParser):
    """The sentences that a page shows or reads aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped, self.pieces = 0, [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in NOT_READ
        if tag not in ("strong", "b", "a", "time"):
            self.pieces.append("")
        if ("name", "viewport") not in attrs:
            self.pieces[:0] = [value or "" for name, value in attrs if name in READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in NOT_READ
        if tag not in ("strong", "b", "a", "time"):
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.pieces[-1] += data


def sentences(page: HttpResponse) -> set[str]:
    """Those of more than three words."""
    reader = Reader()
    reader.feed(page.content.decode())
    found = (s for piece in reader.pieces for s in SENTENCE.findall(" ".join(piece.split())))
    return {s.strip() for s in found if len(re.findall(r"[^\W\d_]{2,}", s)) > 3}


@pytest.fixture
def receipt(cast, town, clock_at) -> str:
    """Northside has a concern with an answer, a said/did pair, a priority and an event."""
    ratelimit.RECEIPTS.forget()
    categories.load_categories()
    load_kinds()
    concern, receipt = report(
        category=Category.objects.get(slug="traffic"), words=WRITTEN[0], by=Actor.resident(),
        latitude=NORTH_POINT[0], longitude=NORTH_POINT[1], email="amal@example.org",
    )  # fmt: skip
    answering.answer(concern=concern, words=WRITTEN[1], by=cast.bram)
    pair = saying_did.write_said_did(
        neighbourhood=town.north, said={"en": WRITTEN[0]}, did={"en": WRITTEN[2]},
        done_on=clock_at.day, concerns=[concern], by=cast.bram,
    )  # fmt: skip
    saying_did.approve_said_did(said_did=pair, by=cast.dana)
    meeting = Plan(
        kind=EventKind.objects.get(slug="sport"), neighbourhoods=[town.north],
        title={"en": "Football", "es": "Fútbol"}, starts_at=clock_at.moment,
        place={"en": "Library, room 2 on the left.", "es": "Biblioteca, sala 2"},
    )  # fmt: skip
    plan_event(plan=meeting, by=cast.bram.actor())
    return receipt


def public_pages(client: Client, receipt: str) -> Iterator[tuple[str, HttpResponse]]:
    """Each public address, and the pages that only a sent form shows."""
    event = Event.objects.get().public_id
    for door in marked("is_public"):
        yield door.name, client.get(address(door, slug="northside", public_id=event))
    yield "login", client.get(reverse("account_login"))
    yield "not there", client.get("/nothing-here/")
    form, follow = reverse("concern-new"), reverse("follow")
    yield "place missing", client.post(form, {"step": "place"})
    step = client.post(form, {"step": "place", "neighbourhood": "northside"})
    yield "nearby", step
    for kind in ("traffic", "police-conduct", "road-repairs", "harm-at-home"):
        sent = hidden(step) | {"step": "category", "neighbourhood": "northside", "category": kind}
        yield kind, client.post(form, sent)
    chosen = {"step": "category", "neighbourhood": "northside", "category": "traffic"}
    told = hidden(client.post(form, hidden(step) | chosen))
    yield "words missing", client.post(form, told)
    yield "saved", client.post(form, told | {"words": WRITTEN[0]})
    yield "saved twice", client.post(form, told | {"words": WRITTEN[0]})
    yield "wrong receipt", client.post(follow, {"receipt": "2222 2222 2222 2222"})
    for deed in ("", "write", "settle", "reopen", "dispute", "forget_email"):
        sent = {"receipt": receipt, "do": deed, "words": WRITTEN[0] * (deed != "dispute")}
        yield f"thread {deed}", client.post(follow, sent)
    yield "subscribe", client.post(reverse("subscribe", args=["northside"]), {"email": "x"})


def hidden(page: HttpResponse) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def read_in(language: str, receipt: str) -> dict[str, set[str]]:
    client = Client(headers={"accept-language": language})
    pages = public_pages(client, receipt)
    return {
        name: sentences(page)
        for name, page in pages
        if page.headers.get("Content-Type", "").startswith("text/html") and not page.streaming
    }


def test_no_text_is_marked_inside_a_template_string():
    """Whether those are collected depends on the version of Python."""
    inside = [
        f"{file}:{call.lineno}"
        for file in sorted(translations.SOURCE.rglob("*.py"))
        for made in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(made, ast.JoinedStr)
        for call in ast.walk(made)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        and call.func.id in translations.KEYWORDS
        and call.args and isinstance(call.args[0], ast.Constant)
    ]  # fmt: skip
    assert inside == []


def test_every_marked_text_has_spanish_with_the_same_variables():
    assert translations.missing() == []


def test_the_collected_texts_are_up_to_date_with_the_code():
    assert translations.stale() == []


def test_a_text_that_another_file_uses_too_makes_the_collected_texts_stale(monkeypatch):
    found = translations.strings()
    first = next(iter(found))
    found[first] = (found[first][0], found[first][1] | {"src/commonground/new.py"})
    monkeypatch.setattr(translations, "strings", lambda: found)
    assert translations.stale() == ["django.po (es) is not what the code says: run collect"]


def test_a_reader_of_spanish_meets_no_english_sentence_on_a_public_page(receipt):
    with transaction.atomic():
        english = read_in("en", receipt)
        transaction.set_rollback(True)  # the same pages again, from the same beginning
    spanish = read_in("es", receipt)
    assert english.keys() == spanish.keys()
    assert {name: english[name] & spanish[name] - set(WRITTEN) for name in english} == {
        name: set() for name in english
    }


def test_the_pages_compared_are_in_two_languages(receipt):
    page = Client(headers={"accept-language": "es"}).get("/")
    assert '<html lang="es"' in page.content.decode()
    assert len(sentences(page)) > 5


def test_what_people_choose_from_has_spanish(receipt):
    rows = [*Category.objects.all(), *EventKind.objects.all(), *CannedAnswer.objects.all()]
    texts = [getattr(row, name) for row in rows for name in ("name", "guidance", "where_to_go",
             "words") if getattr(row, name, None)]  # fmt: skip
    assert [text for text in texts if not text.get("es")] == []
    assert [name for name in SHIPPED_NAMES if not SHIPPED_NAMES[name].get("es")] == []


def test_a_compile_that_breaks_off_leaves_the_old_catalogue_whole(tmp_path, monkeypatch):
    mo = tmp_path / "django.mo"
    mo.write_bytes(b"the old one")

    def breaks(target, _catalogue):
        target.write(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(translations, "write_mo", breaks)
    with pytest.raises(OSError, match="No space"):
        translations.replace_mo(mo, translations.read(translations.catalogue_file("es")))
    assert [(file, file.read_bytes()) for file in tmp_path.iterdir()] == [(mo, b"the old one")]

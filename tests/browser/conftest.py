"""A real Chromium against the real server. A request to another host fails the test."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from scripts.chromium import find

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

expect.set_options(timeout=30_000)  # as long as pages may take: other tests run beside these

# Playwright's loop runs in this thread, and Django would take the ORM's use for a mistake
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`opened(viewport=PHONE, java_script_enabled=False)`: a page of a new visitor."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(**options: object) -> Page:
        context = chromium.new_context(**{"viewport": DESK, "locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: check_host(request.url, faults))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: check_console(message, faults))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def check_host(url: str, faults: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.hostname not in ("localhost", "127.0.0.1"):
        faults.append(f"foreign request: {url}")


def check_console(message: object, faults: list[str]) -> None:
    text = message.text
    if message.type == "error" and "Content Security Policy" in text:
        faults.append(text)

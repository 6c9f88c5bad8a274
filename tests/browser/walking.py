"""What people do in the browser, said once for all browser tests."""

import re

from playwright.sync_api import Page

from tests.cast import PASSWORD


def sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
    page.wait_for_url(re.compile(r"/team/"))


def raise_concern(page: Page, base: str, *, category: str, words: str) -> str:
    """Walk the form from the neighbourhood's page; return the receipt as it is shown."""
    page.goto(f"{base}/neighbourhoods/northside/")
    page.get_by_role("link", name="Tell us what worries you").first.click()
    page.locator("select[name=neighbourhood]").select_option(label="Northside")
    page.get_by_role("button", name="Next", exact=True).click()
    if page.get_by_role("heading", name="Is it one of these?").count():
        page.get_by_role("button", name="Next", exact=True).click()
    page.locator(f"input[name=category][value={category}]").check()
    page.get_by_role("button", name="Next", exact=True).click()
    page.fill("textarea[name=words]", words)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="We have it").wait_for()
    return receipt_on(page)


def receipt_on(page: Page) -> str:
    found = re.search(r"\b[2-9A-Z]{4}(?:[\s-]+[2-9A-Z]{4}){3}\b", page.inner_text("main"))
    assert found, "the page shows no receipt"
    return " ".join(found.group().split())


def open_thread(page: Page, base: str, receipt: str) -> None:
    page.goto(f"{base}/follow/")
    page.fill("input[name=receipt]", receipt)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("heading", name="What you and we wrote").wait_for()
    assert receipt.replace(" ", "") not in page.url.replace("-", "")

"""Pictures of pages, to be looked at: phone and desk, light and dark.

    python scripts/look.py FOLDER http://localhost:8000/ http://localhost:8000/neighbourhoods/
    python scripts/look.py --user bram --password ... FOLDER http://localhost:8000/team/

"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.chromium import find

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


def file_name(url: str, width: int, scheme: str) -> str:
    parts = urlsplit(url)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.path} {parts.query}".lower()).strip("-")
    return f"{words or 'front'}-{width}-{scheme}.png"


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    parts = urlsplit(url)
    page.goto(f"{parts.scheme}://{parts.netloc}/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main form button")
    page.wait_for_load_state()


def take(browser: Browser, args: argparse.Namespace, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=args.language
    )
    page = context.new_page()
    if args.user:
        sign_in(page, args.urls[0], args.user, args.password)
    for url in args.urls:
        page.goto(url)
        wide = page.evaluate("document.documentElement.scrollWidth")
        file = args.folder / file_name(url, width, scheme)
        page.screenshot(path=file, full_page=True)
        print(file, "" if wide <= width else f"TOO WIDE: {wide} px")
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    parser.add_argument("--language", default="en-GB")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for width in WIDTHS:
            for scheme in SCHEMES:
                take(browser, args, width, scheme)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

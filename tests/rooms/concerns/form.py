"""The public form, walked by the test client: helpers of its tests."""

import re

URL = "/concerns/new/"


def hidden(page) -> dict[str, str]:
    """What the page carries hidden, except for the CSRF token."""
    main = page.content.decode().split('<main')[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def go_on(client, page, **typed):
    return client.post(URL, hidden(page) | typed)


def shown_receipt(page) -> str:
    code = re.search(r'id="receipt"[^>]*>([^<]+)<', page.content.decode())
    return code.group(1) if code else ""


def walk(client, **words):
    page = go_on(client, client.get(URL), neighbourhood="northside")
    if b"joined_to" in page.content:
        page = go_on(client, page, joined_to="")
    page = go_on(client, page, category="traffic")
    return go_on(client, page, **({"words": "Cars race."} | words))

"""What `[sign_in.openid_connect]` of commonground.toml says. The settings read it: no Django."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TABLE = "[sign_in.openid_connect]"
SECRET_VARIABLE = "COMMONGROUND_OPENID_SECRET"  # noqa: S105  a name, not the secret
SECRET_FILE = Path("keys") / "openid_connect_secret"
PROVIDER_ID = "agency"
ASKED_FOR = {
    "server_url": "the address of the server, as it names itself (its issuer)",
    "client_id": "the name under which that server knows us",
}
KNOWN = {*ASKED_FOR, "name"}
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Server:
    """A server that is asked who somebody is."""

    name: str  # as the button says it
    server_url: str
    client_id: str
    secret: str

    def for_allauth(self) -> dict[str, dict]:
        app = {
            "provider_id": PROVIDER_ID,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.server_url, "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}


def server(home: Path, environment: Mapping[str, str]) -> Server | None:
    """The server, or None: not named, or half named (`problems` says what is missing)."""
    table = _table(home)
    if not table or problems(home, environment):
        return None
    url = table["server_url"].rstrip("/")
    name = table.get("name") or urlsplit(url).hostname or url
    return Server(name, url, table["client_id"], _secret(home, environment))


def problems(home: Path, environment: Mapping[str, str]) -> list[str]:
    """One sentence for each thing to do; [] where there is no table, or a whole one."""
    table = _table(home)
    if table is None:
        return []
    found = [
        f"{TABLE} in commonground.toml has no {name}: give {what}."
        for name, what in ASKED_FOR.items()
        if not (isinstance(table.get(name), str) and table[name].strip())
    ]
    found += [
        f"{TABLE} in commonground.toml has a name that is not known: {name}."
        + (f" A secret belongs into {home / SECRET_FILE}." if "secret" in name else "")
        for name in sorted(set(table) - KNOWN)
    ]
    if not found and not _is_safe(table["server_url"]):
        found.append(f"server_url in {TABLE} is not https: anybody between could sign in as staff.")
    if not _secret(home, environment):
        found.append(
            f"The client secret for {TABLE} is missing: write it into {home / SECRET_FILE} "
            f"or into {SECRET_VARIABLE}."
        )
    return found


def _table(home: Path) -> dict | None:
    file = home / "commonground.toml"
    if not file.exists():
        return None
    sign_in = tomllib.loads(file.read_text(encoding="utf-8")).get("sign_in", {})
    return sign_in.get("openid_connect") if isinstance(sign_in, dict) else None


def _secret(home: Path, environment: Mapping[str, str]) -> str:
    if value := environment.get(SECRET_VARIABLE, "").strip():
        return value
    file = home / SECRET_FILE
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)

"""A little OpenID Connect server on this machine: discovery, authorise, token, keys."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "commonground", "a client secret"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


OURS = new_key()  # made once: it takes a while


class OpenIDServer:
    """Somebody is signed in there as `sub`; a test may bend what its tokens say.

    `claims` overrides, None takes one out; `header` likewise; `signs_with` is the key used.
    """

    def __init__(self) -> None:
        self.key = self.signs_with = OURS
        self.algorithm, self.sub = "RS256", "bram-at-town-hall"
        self.claims: dict[str, object] = {}
        self.told: dict[str, object] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []  # each authorise request
        self.http = HTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def discovery(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.told

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorise(self, query: dict[str, str]) -> str:
        """The person agrees: the address to go back to."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        self.asked.append(query)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str]) -> dict | None:
        """A code is good once, for who asked for it (PKCE) and who knows the client's secret."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256"):
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "sub": self.sub, "aud": CLIENT, "iat": now, "exp": now + 300,
            "auth_time": now, "nonce": asked["nonce"], "email": "bram@town-hall.example",
            "email_verified": True,
        } | self.claims  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        key = "" if self.algorithm == "none" else self.signs_with
        return jwt.encode(kept, key, algorithm=self.algorithm, headers={"kid": "one"})


def handler_of(server: OpenIDServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args) -> None:
            """Quiet."""

        def send(self, status: int, body: object, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send(302, {}, Location=server.authorise(query))
            else:
                known = {"/.well-known/openid-configuration": server.discovery,
                         "/keys": server.keys}  # fmt: skip
                self.send(200, known[parts.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            answer = server.token(sent)
            self.send(200 if answer else 400, answer or {"error": "invalid_grant"})

    return Handler

"""How we speak to the agency's OpenID Connect server. allauth finds this module by its name."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from .openid.tokens import NotShown, subject, verified


class StaffOpenID(OpenIDConnectOAuth2Adapter):
    """One exchange: the code for an id token, and nothing else (no userinfo, no e-mail)."""

    @property
    def openid_config(self) -> dict:
        """What the server says of itself, if it is the one that we were told to ask."""
        told = super().openid_config
        expected = self.get_provider().app.settings["server_url"]
        if str(told.get("issuer", "")).rstrip("/") != expected:
            raise NotShown("the server names itself otherwise than server_url")
        return told

    @property
    def basic_auth(self) -> bool:
        """How the secret is sent: as the server says, or the standard's way where it is silent."""
        methods = self.openid_config.get("token_endpoint_auth_methods_supported", [])
        return "client_secret_post" not in methods

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        return request.build_absolute_uri(reverse("openid-callback"))

    def complete_login(
        self, request: HttpRequest, app: object, token: SocialToken, **more: dict
    ) -> SocialLogin:
        told = self.openid_config
        with get_adapter().get_requests_session() as session:
            answer = session.get(told["jwks_uri"])
            answer.raise_for_status()
        claims = verified(
            more["response"].get("id_token"), keys=answer.json(), issuer=told["issuer"],
            client_id=app.client_id,
        )  # fmt: skip
        return self.get_provider().sociallogin_from_response(request, claims)


class StaffProvider(OpenIDConnectProvider):
    """Of what the server tells we keep a hash of who it is; no name, no address."""

    oauth2_adapter_class = StaffOpenID

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def extract_uid(self, claims: dict) -> str:
        return subject(claims)

    def extract_extra_data(self, claims: dict) -> dict:
        return {}

    def extract_common_fields(self, claims: dict) -> dict:
        return {}

    def extract_email_addresses(self, claims: dict) -> list:
        return []

    def sociallogin_from_response(self, request: HttpRequest, claims: dict) -> SocialLogin:
        login = super().sociallogin_from_response(request, claims)
        login.nonce = claims["nonce"]
        return login


provider_classes = [StaffProvider]

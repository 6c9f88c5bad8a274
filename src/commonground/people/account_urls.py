"""The sign-in pages we use of allauth: in, out, passkeys and one-time codes."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path

from . import signing_in

urlpatterns = [
    path("login/", signing_in.login, name="account_login"),
    path("logout/", signing_in.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
]

if settings.OPENID_CONNECT:
    from .openid import views as openid

    urlpatterns += [
        path("openid/", openid.login, name="openid-login"),
        path("openid/callback/", openid.callback, name="openid-callback"),
    ]

"""OpenID Connect from the environment (OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET)."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


def oidc_providers(environ: Mapping[str, str]) -> dict:
    """Return allauth's provider settings; none when OIDC_SERVER_URL is unset.

    Raises ImproperlyConfigured when only a part of the three values is given.
    """
    server = environ.get("OIDC_SERVER_URL", "")
    if not server:
        return {}
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not environ.get(name)]
    if missing:
        raise ImproperlyConfigured(f"OIDC_SERVER_URL is set but not {', '.join(missing)}.")
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "office",
                    "name": environ.get("OIDC_NAME", "Single Sign-on"),
                    "client_id": environ["OIDC_CLIENT_ID"],
                    "secret": environ["OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": server},
                }
            ],
        }
    }

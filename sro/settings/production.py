"""Production. Refuses to start without its addresses and secrets."""

import os

from django.core.exceptions import ImproperlyConfigured

from sro.settings.base import *  # noqa: F403
from sro.settings.oidc import oidc_providers
from sro.settings.servers import databases, redis_caches


def required(name: str) -> str:
    """Return an environment variable or say which one is missing."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}; it has no default.")
    return value


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = required("ALLOWED_HOSTS").replace(",", " ").split()
required("DATABASE_URL")
DATABASES = databases(os.environ)
REDIS_URL = required("REDIS_URL")
CACHES = redis_caches(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The container's own health probe speaks plain HTTP inside the network.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_HOST = os.environ.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or "25")
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "sro@localhost")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# Login attempts are counted per address of the person, not per address of our own proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}  # noqa: F405
SOCIALACCOUNT_PROVIDERS = oidc_providers(os.environ)
MFA_REQUIRED_ROLES = tuple(
    os.environ.get(
        "MFA_REQUIRED_ROLES",
        "caseworker team_lead controller planner "
        "provider_staff provider_lead administrator auditor",
    ).split()
)
DEMO = False

FEDERAL_STATE = os.environ.get("FEDERAL_STATE", "")

"""Demo and development: embedded servers, invented people, no second factor.

`sro.demo` starts PostgreSQL and Redis under var/ and exports DATABASE_URL, DATABASE_OWNER_URL
and REDIS_URL; a set DATABASE_URL or REDIS_URL wins.
"""

import os

from sro.settings.base import *  # noqa: F403
from sro.settings.base import VAR_DIR
from sro.settings.servers import databases, demo_secret_key, redis_caches

DEBUG = False
SECRET_KEY = demo_secret_key(VAR_DIR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *os.environ.get("DEMO_HOSTS", "").split()]
DATABASES = databases(os.environ)
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = redis_caches(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL or "redis://"
# Files, not the console: what a letter says does not belong into the logs.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "demo" / "mail"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# A trial runs several roles from one address, one after the other.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,10/5m/key"}
DEMO = True
# Enough for reports to have something to count; fewer where only the ways are tried.
DEMO_FAMILIES = int(os.environ.get("SRO_DEMO_FAMILIES", "400"))

# Berlin.
FEDERAL_STATE = "BE"

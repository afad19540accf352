"""Tests: own servers and strict templates (tests/conftest.py), quick passwords."""

import os

from sro.settings.base import *  # noqa: F403
from sro.settings.servers import databases, redis_caches

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = databases(os.environ)
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["trail"]["CONN_MAX_AGE"] = 0
# Tests wrap the default connection in a transaction that a second connection cannot see.
TRAIL_DATABASE = "default"
REDIS_URL = os.environ.get("REDIS_URL", "")
# Set in the worker processes that tests start; the tests themselves keep to memory.
CACHES = redis_caches(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL or "memory://"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}  # noqa: F405
DEMO = False
DEMO_FAMILIES = 12

FEDERAL_STATE = "BE"

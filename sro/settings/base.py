"""What every environment shares. No secret and no address has a default here."""

import os
from pathlib import Path

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

# The matrices of an evaluation are small: several threads for one of them wait for each other, ten
# times as long as one needs. It counts only if it is said before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "sro.accounts",
    "sro.audit",
    "sro.ui",
    "networks",
    "cases",
    "budgets",
    "reporting",
    "sro.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "sro.ui.api.middleware.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sro.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sro.accounts.middleware.DevicesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sro.ui.middleware.DraftRescueMiddleware",
    "sro.ui.middleware.AddressMiddleware",
    "sro.accounts.middleware.LoginRequiredMiddleware",
    "sro.audit.middleware.HistoryMiddleware",
    "sro.audit.middleware.DenialMiddleware",
]

ROOT_URLCONF = "sro.urls"
WSGI_APPLICATION = "sro.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sro.ui.context.frame",
            ],
            "builtins": ["sro.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "sro.ui.forms.KernRenderer"

# PostgreSQL only. "trail" is a second connection to the same database: reads of protected
# content and denials are written through it, so that they survive a rollback of the request.
DATABASES: dict[str, dict] = {}
TRAIL_DATABASE = "trail"
# The role every process but the migrations runs as; post_migrate grants it what it needs.
DATABASE_APP_ROLE = "sro_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_constraint=False, related_name="events")
PGHISTORY_APPEND_ONLY = True
# Deletions too: the last state of a removed row stays in its history.
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
PGHISTORY_ADMIN_ALL_EVENTS = False

AUTH_USER_MODEL = "accounts.User"
# The e-mail address is unique whatever its case, by a constraint that this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "sro.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# No mail to addresses that have no account: a reset form must not write to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth's own generator keeps a second list of addresses; ours is the user's address alone.
# A class, no password.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "sro.accounts.forms.entrance.LoginForm",
    "reauthenticate": "sro.accounts.forms.entrance.ReauthenticateForm",
    "change_password": "sro.accounts.forms.entrance.ChangePasswordForm",
    "set_password": "sro.accounts.forms.entrance.SetPasswordForm",
    "reset_password": "sro.accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "sro.accounts.forms.entrance.ResetPasswordKeyForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
SOCIALACCOUNT_ADAPTER = "sro.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict = {}
USERSESSIONS_TRACK_ACTIVITY = True
USERSESSIONS_ADAPTER = "sro.accounts.adapters.UserSessionsAdapter"
MFA_ADAPTER = "sro.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "sro.accounts.forms.entrance.AuthenticateForm",
    "reauthenticate": "sro.accounts.forms.entrance.ReauthenticateCodeForm",
    "activate_totp": "sro.accounts.forms.entrance.ActivateTOTPForm",
    "add_webauthn": "sro.accounts.forms.entrance.AddWebAuthnForm",
    "edit_webauthn": "sro.accounts.forms.entrance.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "SRO"
# Roles for which a second factor is demanded (see sro.accounts.middleware).
MFA_REQUIRED_ROLES: tuple[str, ...] = ()

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sro.ui.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"),
]

# Uploads: a larger body is refused before it is read (sro.ui.imports).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A long plan sends ten fields a goal; Django's 1,000 would throw its text away.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
IMPORT_MAX_BYTES = 50 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "sro.ui.imports.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

REST_FRAMEWORK = {
    # The access first: whoever sends none is told of it (401, WWW-Authenticate).
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "sro.accounts.accesses.AccessAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "sro.ui.api.scopes.WithinScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "sro.ui.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "sro.ui.api.schema.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "sro.ui.api.throttles.PersonThrottle",
        "sro.ui.api.throttles.StrangerThrottle",
    ],
    # By person or access; by sender where nobody is known.
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "anon": "60/min"},
    "COERCE_DECIMAL_TO_STRING": True,
    "EXCEPTION_HANDLER": "sro.ui.api.exception_handler",
}
# How far ahead the last day of an access for another program may lie.
ACCESS_LONGEST_DAYS = 365
SPECTACULAR_SETTINGS = {
    "TITLE": "SRO",
    "DESCRIPTION": (
        "What the pages show, for other programs: the same rows, rights and rules. "
        "Send a personal access as `Authorization: Bearer …`."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "EUPL-1.2"},
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sro.ui.api.schema.describe_problems",
    ],
    "TAGS": [
        {"name": "areas", "description": "Municipality, districts, social spaces, boundaries."},
        {"name": "institutions", "description": "Institutions, their kinds and offers."},
        {"name": "providers", "description": "Providers, support types, agreements and rates."},
        {"name": "indicators", "description": "Catalogue of indicators and their values."},
        {"name": "budgets", "description": "Budget years, allocations, bookings, commitments."},
        {"name": "cases", "description": "Help planning, for those who work on a case."},
        {"name": "hours", "description": "Hours worked; one's own week can be written."},
        {"name": "needs", "description": "Needs of social spaces."},
        {"name": "reports", "description": "Quarterly reports of districts."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "DistrictReportStateEnum": "reporting.models.reports.STATE_NAMES.items",
        "MethodEnum": "budgets.models.indicators.METHODS.items",
        "DirectionEnum": "budgets.models.indicators.DIRECTIONS.items",
        "FundKindEnum": "budgets.models.years.FundKind.choices",
        "HoursKindEnum": "budgets.models.hours.HoursKind.choices",
        "TargetGroupEnum": "networks.models.choices.TargetGroup.choices",
        "PayingFundEnum": "budgets.models.packages.PAYING_FUNDS",
    },
}

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "reap-lost-jobs": {"task": "sro.ui.tasks.reap_jobs", "schedule": 20.0},
    "check-papers": {"task": "cases.tasks.check_papers", "schedule": 24 * 60 * 60.0},
    "erase-former-members": {
        "task": "networks.erase_former_members",
        "schedule": crontab(hour=2, minute=30),
    },
    "due-commitments": {"task": "budgets.tasks.calculate_due_commitments", "schedule": 60.0},
    "outdated-commitments": {
        "task": "budgets.tasks.note_outdated_commitments",
        "schedule": 60 * 60.0,
    },
    "budget-thresholds": {"task": "budgets.tasks.check_thresholds", "schedule": 60 * 60.0},
    "district-reports": {
        "task": "reporting.tasks.prepare_due_reports",
        "schedule": 60 * 60.0,
    },
    "needs-from-plans": {
        "task": "reporting.tasks.take_in_needs",
        "schedule": 24 * 60 * 60.0,
    },
    "worker-heartbeat": {"task": "sro.ui.tasks.heartbeat", "schedule": 20.0},
}

# The Land whose public holidays are shown beside hours, as in ISO 3166-2 (BE, NW …); without one
# those of all Länder.
FEDERAL_STATE = ""

# The municipality's name in the header comes from the registry; this is its fallback.
SITE_NAME = "SRO"

# Structured logs: one JSON object a line, no request bodies, no names, no query strings.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "sro.logs.TraceFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "filters": {"no_personal_data": {"()": "sro.logs.NoPersonalData"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["no_personal_data"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
}

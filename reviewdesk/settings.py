"""Settings of the whole project; every value from outside is read here, through `env`."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from reviewdesk import broker, env
from reviewdesk.version import read_version

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = read_version(BASE_DIR / "CHANGELOG.md")

# --- Mode and storage -----------------------------------------------------------------------
PRODUCTION = env.flag(
    "REVIEWDESK_PRODUCTION",
    default=False,
    about="1 on a server behind HTTPS: secrets are required, cookies are secure",
)
DATA_DIR = Path(
    env.text(
        "REVIEWDESK_DATA_DIR",
        default=str(BASE_DIR / "var"),
        about="folder of the embedded database, broker, uploads and made secrets",
    ),
)
MEDIA_ROOT = DATA_DIR / "files"

# --- Secrets --------------------------------------------------------------------------------
SECRET_KEY = env.secret(
    "REVIEWDESK_SECRET_KEY",
    production=PRODUCTION,
    folder=DATA_DIR / "secrets",
    about="signs sessions and links",
)
SECRET_KEY_FALLBACKS = env.words(
    "REVIEWDESK_OLD_SECRET_KEYS",
    default="",
    about="earlier signing keys that stay valid during a rotation, separated by commas",
)
CONTACT_KEYS = env.secret(
    "REVIEWDESK_CONTACT_KEYS",
    production=PRODUCTION,
    folder=DATA_DIR / "secrets",
    about="base64 of 32 bytes that encrypt contact data; newest first, older ones after commas",
).split(",")
INDEX_KEY = env.secret(
    "REVIEWDESK_INDEX_KEY",
    production=PRODUCTION,
    folder=DATA_DIR / "secrets",
    about="base64 of 32 bytes for the blind index of contact data; never changes",
)

# --- Web ------------------------------------------------------------------------------------
DEBUG = env.flag(
    "REVIEWDESK_DEBUG",
    default=False,
    about="1 shows tracebacks in the browser; never in production",
)
ALLOWED_HOSTS = env.words(
    "REVIEWDESK_ALLOWED_HOSTS",
    default="localhost,127.0.0.1,[::1]",
    about="host names under which the desk is reached",
)
CSRF_TRUSTED_ORIGINS = env.words(
    "REVIEWDESK_TRUSTED_ORIGINS",
    default="",
    about="origins such as https://desk.example.com where a proxy ends HTTPS",
)
PUBLIC_URL = env.text(
    "REVIEWDESK_PUBLIC_URL",
    default="",
    about="where people reach the desk, such as https://desk.example.com; for links in reports",
).rstrip("/")
ROBOT_ORIGINS = env.words(
    "REVIEWDESK_ROBOTS",
    default="https://oapi.dingtalk.com,https://qyapi.weixin.qq.com,https://open.feishu.cn",
    about="origins of group robots that reports may be announced to, separated by commas",
)
MAIL_URL = env.text(
    "REVIEWDESK_MAIL_URL",
    default="",
    about="mail server such as smtp+tls://user:password@mail.example.com:587; without it no mail",
)
if MAIL_URL:
    vars().update(environ.Env.email_url_config(MAIL_URL))
UNIT_LINK_DAYS = env.whole_number(
    "REVIEWDESK_UNIT_LINK_DAYS",
    default=30,
    about="days that a department's link to its corrective actions stays valid",
)
DEFAULT_FROM_EMAIL = env.text(
    "REVIEWDESK_MAIL_FROM",
    default="reviewdesk@localhost",
    about="address that mails of the desk come from",
)
ROOT_URLCONF = "reviewdesk.urls"
WSGI_APPLICATION = "reviewdesk.wsgi.application"
INSTALLED_APPS = [
    "reviewdesk",
    "reviews",
    "compensation",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "ninja",
    "simple_history",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page of the queue is 200 KB of much alike rows; zipped it is a tenth. The CSRF token is
    # masked anew in every answer and the middleware adds bytes by chance: lengths tell nothing.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reviewdesk.context.desk",
            ],
        },
    },
]
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
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a policy of eighty rules is one form
UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "reviewdesk.uploads.DiskUploadHandler",
]

STATIC_URL = "static/"
# The embedded desk serves straight from the apps; production collects first.
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "reviews.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False

# --- Database -------------------------------------------------------------------------------
DATABASE_URL = env.text(
    "DATABASE_URL",
    default=f"sqlite:///{DATA_DIR / 'reviewdesk.sqlite3'}",
    about="postgresql://user:password@host:5432/name, or the embedded SQLite file",
)
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer that starts as a reader is refused at once under load; starting as one waits.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            # A large import writes into random pages of its indexes: with the usual 2 MB of cache
            # and 4 MB of log each page is read and written again for every batch.
            "PRAGMA cache_size=-64000; PRAGMA wal_autocheckpoint=24000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query takes longer than the desk's queries themselves; the statement that is
    # prepared (decision 67) is planned once, and not for each set of values.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c plan_cache_mode=force_generic_plan"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Work in the background -----------------------------------------------------------------
BROKER_FOLDER = DATA_DIR / "broker"
CELERY_BROKER_URL = env.text(
    "CELERY_BROKER_URL",
    default=broker.URL,
    about="redis://host:6379/0 or amqp://user:password@host:5672//, or the embedded folder",
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # no results are kept, so beat needs no clean-up
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 1_800
CELERY_TASK_SOFT_TIME_LIMIT = 1_740
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SYNC_EVERY = 1  # a beat that is killed forgets no run
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
if CELERY_BROKER_URL.startswith(f"{broker.SCHEME}:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(BROKER_FOLDER)
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3_600,
        "unacked_restore_throttle": 1,
    }
CELERY_BEAT_SCHEDULE = {
    "reviewdesk.beat_heart": {"task": "reviewdesk.beat_heart", "schedule": 30.0},
    "reviews.sweep_imports": {"task": "reviews.sweep_imports", "schedule": 30.0},
    "reviews.sweep_causes": {"task": "reviews.sweep_causes", "schedule": 30.0},
    "reviews.sweep_plans": {"task": "reviews.sweep_plans", "schedule": 30.0},
    "reviews.sweep_callbacks": {"task": "reviews.sweep_callbacks", "schedule": 60.0},
    "reviews.sweep_timing": {"task": "reviews.sweep_timing", "schedule": 300.0},
    "reviews.purge_contact_data": {
        "task": "reviews.purge_contact_data",
        "schedule": crontab(hour=3, minute=20),
    },
    "compensation.sweep_payouts": {"task": "compensation.sweep_payouts", "schedule": 60.0},
    "compensation.check_ledger": {
        "task": "compensation.check_ledger",
        "schedule": crontab(hour=3, minute=40),
    },
    "reports.sweep_reports": {"task": "reports.sweep_reports", "schedule": 30.0},
    "reports.count_marked_weeks": {"task": "reports.count_marked_weeks", "schedule": 10.0},
    "reports.sweep_deliveries": {"task": "reports.sweep_deliveries", "schedule": 60.0},
    "reports.find_alarms": {"task": "reports.find_alarms", "schedule": crontab(minute=25)},
    "reports.check_rollups": {
        "task": "reports.check_rollups",
        "schedule": crontab(hour=4, minute=10),
    },
    "reports.remind_of_actions": {
        "task": "reports.remind_of_actions",
        "schedule": crontab(minute=40, hour="9-18"),
    },
    "reports.request_weekly_reports": {
        "task": "reports.request_weekly_reports",
        "schedule": crontab(hour=6, minute=0, day_of_week="mon"),
    },
}

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FIRST_DAY_OF_WEEK = 1
FORMAT_MODULE_PATH = ["reviewdesk.formats"]

# --- Log ------------------------------------------------------------------------------------
LOG_LEVEL = env.text("REVIEWDESK_LOG_LEVEL", default="INFO", about="DEBUG, INFO, WARNING or ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname:<7} {name}: {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "django_celery_beat": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

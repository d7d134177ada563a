"""Django's settings. What an operator may change comes from the environment (docs/operating.md lists all of it)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from wellsent.config import environment as env
from wellsent.config.database import database, refuse_moved
from wellsent.config.fingerprint import fingerprint

PACKAGE = Path(__file__).resolve().parent.parent
WELLSENT_HOME = env.home()

SECRET_KEY = env.text("WELLSENT_SECRET_KEY") or env.kept_secret(WELLSENT_HOME, "secret.key")
MASTER_KEY_IS_GIVEN = bool(env.text("WELLSENT_MASTER_KEY"))
MASTER_KEY = env.text("WELLSENT_MASTER_KEY") or env.kept_secret(WELLSENT_HOME, "master.key")
DEBUG = env.flag("WELLSENT_DEBUG", default=False)
HTTPS = env.flag("WELLSENT_HTTPS", default=False)
HOSTS = env.words("WELLSENT_HOSTS", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS = HOSTS
CSRF_TRUSTED_ORIGINS = [f"{'https' if HTTPS else 'http'}://{host.lstrip('.')}" for host in HOSTS if host != "*"]
BEHIND_PROXY = env.flag("WELLSENT_BEHIND_PROXY", default=False)
DEMO = env.flag("WELLSENT_DEMO", default=False)

ROOMS = [
    "base",
    "ui",
    "accounts",
    "directory",
    "patients",
    "referrals",
    "outreach",
    "insights",
    "plan",
    "exchange",
    "desk",
]
INSTALLED_APPS = [
    *[f"wellsent.{room}" for room in ROOMS],  # first, so that our templates stand before allauth's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "wellsent.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wellsent.accounts.middleware.CallerMiddleware",
    "wellsent.accounts.middleware.SetUpMiddleware",
]

ROOT_URLCONF = "wellsent.config.urls"
WSGI_APPLICATION = "wellsent.config.wsgi.application"

FORM_RENDERER = "wellsent.ui.rendering.PlainInputs"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wellsent.config.navigation.navigation",
                "wellsent.accounts.context.layout_slots",
            ],
        },
    }
]

DATABASE_URL = env.text("DATABASE_URL")
if not DATABASE_URL:
    refuse_moved(WELLSENT_HOME)
DATABASES = {"default": database(DATABASE_URL, WELLSENT_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "wellsent.accounts.passwords.OwnWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "wellsent.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "wellsent.accounts.presenters.person"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come in by invitation; the link is the proof
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Wellsent"
MFA_TOTP_TOLERANCE = (
    1  # a code typed as it changes, or on a telephone half a minute off, is still taken (RFC 6238, 5.2)
)
MFA_ADAPTER = "wellsent.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "wellsent.accounts.sign_in_forms.FirstCodeForm",
    "add_webauthn": "wellsent.accounts.passkey_forms.AddPasskeyForm",
    "authenticate_webauthn": "wellsent.accounts.passkey_forms.PasskeyAtSignInForm",
    "edit_webauthn": "wellsent.accounts.passkey_forms.RenamePasskeyForm",
    "login_webauthn": "wellsent.accounts.passkey_forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "wellsent.accounts.passkey_forms.ConfirmPasskeyForm",
    "authenticate": "wellsent.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "wellsent.accounts.sign_in_forms.ConfirmCodeForm",
}
ACCOUNT_FORMS = {
    "login": "wellsent.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "wellsent.accounts.sign_in_forms.ConfirmPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"set_up": "10/m/ip", "invitation": "20/m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
PASSWORD_RESET_TIMEOUT = 24 * 3600

SESSION_ENGINE = "wellsent.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # browsers then refuse them from any other host or over plain HTTP
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY and HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wellsent.ui.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"  # stored; pages speak the clinic's own time
USE_I18N = False
USE_TZ = True

# The address of every static file changes with what the files hold, so browsers may keep them for ever.
STATIC_URL = f"/static/{fingerprint(*PACKAGE.glob('*/static'))}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 365 * 24 * 3600

FILE_UPLOAD_HANDLERS = ["wellsent.exchange.uploading.Arriving"]
UPLOAD_LIMIT = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

MAIL = env.mail_server("WELLSENT_SMTP")
env.refuse_links_to_anywhere(MAIL, HOSTS)
MAIL_WORKS = MAIL is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.starttls, MAIL.tls, 20
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_address("WELLSENT_MAIL_FROM")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "wellsent.config.logs.Quiet", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"wellsent": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}

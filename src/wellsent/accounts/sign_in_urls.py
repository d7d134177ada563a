"""The pages of allauth that we offer, under its own names, each with our mark of who may open it."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from wellsent.accounts.access import needs, public
from wellsent.accounts.views import joining, own

own_factor = needs("own account", second_factor=False)

urlpatterns = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-in/code/", public(factor.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", public(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("forgot/", joining.forgot, name="account_reset_password"),
    path("confirm/", own_factor(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", own_factor(factor.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", own_factor(passkey.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", own.second_factor, name="mfa_index"),
    path("second-factor/app/", own_factor(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", own_factor(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", own_factor(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", own_factor(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", own_factor(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/", own_factor(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", own_factor(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<row:pk>/remove/", own_factor(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("second-factor/passkeys/<row:pk>/name/", own_factor(passkey.edit_webauthn), name="mfa_edit_webauthn"),
]

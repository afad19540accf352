"""The pages of one's own account, under /konto/.

allauth's views under German addresses, and only those the office wants: nobody signs up, nobody
changes their e-mail address, nobody connects foreign accounts. The names are allauth's own,
because its code looks them up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as usersessions
from django.urls import include, path, re_path

from sro.accounts.views import accesses, entrance, profile

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("pruefen/", mfa.authenticate, name="mfa_authenticate"),
    path("bestaetigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/einrichten/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/entfernen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("notfallcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "notfallcodes/neu/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "notfallcodes/datei/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("schluessel/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("schluessel/neu/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "schluessel/bestaetigen/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("schluessel/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("schluessel/<int:pk>/entfernen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

password = [
    path("", account.password_change, name="account_change_password"),
    path("setzen/", account.password_set, name="account_set_password"),
    path("vergessen/", account.password_reset, name="account_reset_password"),
    path("vergessen/gesendet/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

# Paths as allauth documents them, so that the provider's registration finds its callback.
single_sign_on = [
    path("<provider_id>/login/", entrance.single_sign_on, name="openid_connect_login"),
    path("<provider_id>/login/callback/", openid_connect.callback, name="openid_connect_callback"),
    path("abgebrochen/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
]

urlpatterns = [
    path("anmelden/", entrance.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("geschlossen/", account.account_inactive, name="account_inactive"),
    path("zugang/", account.signup, name="account_signup"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/", include(password)),
    path("zweiter-faktor/", include(second_factor)),
    path("oidc/", include(single_sign_on)),
    path("sitzungen/", usersessions.list_usersessions, name="usersessions_list"),
    path("sitzungen/<int:pk>/beenden/", profile.end_session, name="account_end_session"),
    path("zugaenge/", accesses.access_list, name="account_accesses"),
    path("zugaenge/neu/", accesses.access_new, name="account_access_new"),
    path("zugaenge/<int:pk>/", accesses.access_made, name="account_access_made"),
    path("zugaenge/<int:pk>/sperren/", accesses.access_block, name="account_access_block"),
    path("profil/", profile.profile, name="account_profile"),
]

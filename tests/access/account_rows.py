"""Rows of the access matrix: accounts, users, trail."""

from tests.access.rows import OUTSIDER, ROLES, A, D, Row, everybody, row

_ALL = (*ROLES, OUTSIDER)


def _user(view: str, status: int = 200, method: str = "get", **more: str) -> Row:
    """An administrator's step with somebody else's account; the auditor may only look."""
    return row(
        f"accounts:{view}", ok=(A,), seen=(D,), status=status, method=method, pk="stranger", **more
    )


ACCOUNT: list[Row] = [
    row("accounts:home", ok=(A, D)),
    row("accounts:user_list", ok=(A, D)),
    row("accounts:user_create", ok=(A,)),
    row("accounts:user_detail", ok=(A, D), seen=(), pk="stranger"),
    _user("user_edit"),
    _user("user_invite"),
    _user("user_deactivate"),
    _user("user_reactivate"),
    _user("user_end_sessions"),
    _user("membership_create"),
    _user("membership_edit", membership_pk="membership"),
    _user("membership_end", membership_pk="membership"),
    row("audit:list", ok=(D,)),
    row("audit:detail", ok=(D,), pk="entry"),
    # The door: the same for everybody, whatever the role.
    everybody("account_login", 302, anonymous=200),
    everybody("account_signup", 302, anonymous=200),
    everybody("account_logout"),
    everybody("account_inactive", anonymous=200),
    everybody("account_profile"),
    row("account_accesses", ok=ROLES),
    row("account_access_new", ok=ROLES),
    # The text of an access is shown once, right after it was made.
    row("account_access_made", ok=ROLES, seen=(), status=302, pk="own.token"),
    row("account_access_made", seen=(), pk="foreign.token", note="foreign"),
    row("account_access_block", ok=ROLES, seen=(), pk="own.token"),
    row("account_access_block", seen=(), pk="foreign.token", note="foreign"),
    everybody("account_reauthenticate"),
    everybody("account_change_password"),
    everybody("account_set_password", 302),
    everybody("account_reset_password", anonymous=200),
    everybody("account_reset_password_done", anonymous=200),
    everybody("account_reset_password_from_key_done", anonymous=200),
    everybody("account_reset_password_from_key", anonymous=200, uidb36="=1", key="=x"),
    everybody("usersessions_list"),
    # Sessions and keys of others do not exist for anybody.
    everybody("account_end_session", 404, method="post", pk="=0"),
    everybody("mfa_index"),
    everybody("mfa_authenticate", 302),
    everybody("mfa_list_webauthn"),
    everybody("mfa_deactivate_totp", 404),
    everybody("mfa_view_recovery_codes", 404),
    everybody("mfa_download_recovery_codes", 404),
    # Changing a second factor asks for the password first.
    everybody("mfa_activate_totp", 302),
    everybody("mfa_generate_recovery_codes", 302),
    everybody("mfa_add_webauthn", 302),
    everybody("mfa_reauthenticate", 302),
    everybody("mfa_reauthenticate_webauthn", 302),
    everybody("mfa_edit_webauthn", 302, pk="=0"),
    everybody("mfa_remove_webauthn", 302, pk="=0"),
    # Single sign-on is not set up in the tests.
    everybody("openid_connect_login", 404, anonymous=404, provider_id="=office"),
    everybody("openid_connect_callback", 404, anonymous=404, provider_id="=office"),
    everybody("socialaccount_login_cancelled", anonymous=200),
]

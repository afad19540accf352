"""Pages of the administration, under /verwaltung/."""

from django.urls import include, path

from sro.accounts.views import home, memberships, users

app_name = "accounts"

roles = [
    path("neu/", memberships.membership_create, name="membership_create"),
    path("<int:membership_pk>/", memberships.membership_edit, name="membership_edit"),
    path("<int:membership_pk>/beenden/", memberships.membership_end, name="membership_end"),
]

user = [
    path("", users.user_detail, name="user_detail"),
    path("bearbeiten/", users.user_edit, name="user_edit"),
    path("einladen/", users.user_invite, name="user_invite"),
    path("schliessen/", users.user_deactivate, name="user_deactivate"),
    path("oeffnen/", users.user_reactivate, name="user_reactivate"),
    path("abmelden/", users.user_end_sessions, name="user_end_sessions"),
    path("rollen/", include(roles)),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("benutzer/", users.user_list, name="user_list"),
    path("benutzer/neu/", users.user_create, name="user_create"),
    path("benutzer/<int:pk>/", include(user)),
]

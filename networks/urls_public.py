"""Pages for everybody, without a login: the directory, and the link of an institution."""

from django.urls import path

from networks.views import directory, entry_link

app_name = "public"
urlpatterns = [
    path("angebote/", directory.directory, name="directory"),
    path("angebote/<int:pk>/", directory.institution, name="institution"),
    path("eintrag/danke/", entry_link.thanks, name="thanks"),
    path("eintrag/<str:token>/", entry_link.entry, name="entry"),
]

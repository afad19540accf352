"""Pages of the administration, under /verwaltung/."""

app_name = "accounts"
urlpatterns: list = []

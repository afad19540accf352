"""The trail, under /protokoll/."""

app_name = "audit"
urlpatterns: list = []

"""Addresses of the registry under /sozialraum/."""

app_name = "networks"
urlpatterns: list = []

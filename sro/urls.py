"""Addresses of the product. Each app brings its own; this is the table of contents."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

import budgets.api
import cases.api
import networks.api
import reporting.api
from sro import health
from sro.ui.api.routing import Router
from sro.ui.views import errors, start

router = Router()
for app in (networks, cases, budgets, reporting):
    app.api.register(router)

urlpatterns = [
    path("", start.start, name="start"),
    path("werkzeug/", include("sro.ui.urls")),
    path("", include("networks.urls_public")),
    path("", include("cases.urls")),
    path("sozialraum/", include("networks.urls")),
    path("haushalt/", include("budgets.urls")),
    path("stunden/", include("budgets.hours_urls")),
    path("berichte/", include("reporting.urls")),
    path("verwaltung/", include("sro.accounts.urls")),
    path("protokoll/", include("sro.audit.urls")),
    path("konto/", include("sro.accounts.account_urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("api/v1/", include((router.urls, "api"))),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    # Below the interface every answer is one that a program can read.
    re_path(r"^api/", errors.no_such_route, name="api_missing"),
]

handler400 = "sro.ui.views.errors.bad_request"
handler403 = "sro.ui.views.errors.forbidden"
handler404 = "sro.ui.views.errors.not_found"
handler500 = "sro.ui.views.errors.server_error"

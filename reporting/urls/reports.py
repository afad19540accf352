"""The district's quarterly report, below /berichte/quartal/."""

from django.urls import path

from reporting.views import report_downloads, report_steps, reports, settings

_REPORT = "<int:year>/<int:quarter>/<str:key>/<int:number>/"

urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("vorbereiten/", report_steps.prepare, name="reports_prepare"),
    path("einstellungen/", settings.settings_page, name="report_settings"),
    path(_REPORT, reports.report_page, name="report"),
    path(f"{_REPORT}oeffentlich/", reports.public_page, name="report_public"),
    path(f"{_REPORT}kennzahl/<slug:code>/", reports.figure_page, name="report_figure"),
    path(f"{_REPORT}pruefen/", reports.check_page, name="report_check"),
    path(f"{_REPORT}kommentar/<slug:section>/", report_steps.section, name="report_section"),
    path(f"{_REPORT}neu-zaehlen/", report_steps.recount, name="report_recount"),
    path(f"{_REPORT}beratung/", report_steps.discuss, name="report_discuss"),
    path(f"{_REPORT}abzeichnen/", report_steps.sign, name="report_sign"),
    path(f"{_REPORT}zurueckgeben/", report_steps.send_back, name="report_return"),
    path(f"{_REPORT}einfrieren/", report_steps.freeze, name="report_freeze"),
    path(f"{_REPORT}veroeffentlichen/", report_steps.publish, name="report_publish"),
    path(f"{_REPORT}berichtigen/", report_steps.correct, name="report_correct"),
    path(f"{_REPORT}verwerfen/", report_steps.discard, name="report_discard"),
    path(f"{_REPORT}<slug:version>.<slug:form>", report_downloads.download, name="report_download"),
]

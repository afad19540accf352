"""Addresses of the budget, below /haushalt/. Fixed words stand before the years."""

from django.urls import path

from budgets.views import (
    alerts,
    backtest,
    checking,
    closing,
    commitments,
    compare,
    decisions,
    downloads,
    fund,
    funds,
    grant_steps,
    grants,
    home,
    indicator,
    indicators,
    inside,
    layouts,
    matching,
    outflow,
    plausibility,
    previous,
    projects,
    runs,
    standing,
    transfers,
    transition,
    values,
    years,
)

app_name = "budgets"

urlpatterns = [
    path("", home.home, name="home"),
    path("neu/", years.year_add, name="year_add"),
    path("<int:year>/", years.year_detail, name="year"),
    path("<int:year>/beschliessen/", years.year_adopt, name="year_adopt"),
    path("<int:year>/abschluss/", closing.closing_page, name="closing"),
    path("<int:year>/abschluss/vorschlagen/", closing.closing_propose, name="closing_propose"),
    path("<int:year>/abschluss/bestaetigen/", closing.closing_confirm, name="closing_confirm"),
    path("<int:year>/abschluss/ablehnen/", closing.closing_refuse, name="closing_refuse"),
    path(
        "<int:year>/abschluss/zuruecknehmen/", closing.closing_take_back, name="closing_take_back"
    ),
    path(
        "<int:year>/abschluss/download.<slug:form>",
        closing.closing_download,
        name="closing_download",
    ),
    path("<int:year>/obligo/", commitments.commitment_list, name="commitments"),
    path(
        "<int:year>/obligo/berechnen/",
        commitments.commitments_calculate,
        name="commitments_calculate",
    ),
    path("<int:year>/stand/", standing.standing_page, name="standing"),
    path("<int:year>/warnungen/", alerts.alert_page, name="alerts"),
    path("<int:year>/warnungen/neu/", alerts.threshold_add, name="threshold_add"),
    path(
        "<int:year>/warnungen/<int:pk>/loeschen/",
        alerts.threshold_delete,
        name="threshold_delete",
    ),
    path("<int:year>/umschichtungen/", transfers.transfer_list, name="transfers"),
    path("<int:year>/umschichtungen/neu/", transfers.transfer_add, name="transfer_add"),
    path("<int:year>/umschichtungen/<int:pk>/", transfers.transfer_detail, name="transfer"),
    path(
        "<int:year>/umschichtungen/<int:pk>/freigeben/",
        transfers.transfer_approve,
        name="transfer_approve",
    ),
    path(
        "<int:year>/umschichtungen/<int:pk>/ablehnen/",
        transfers.transfer_reject,
        name="transfer_reject",
    ),
    path(
        "<int:year>/umschichtungen/<int:pk>/zuruecknehmen/",
        transfers.transfer_withdraw,
        name="transfer_withdraw",
    ),
    path("projekte/<int:pk>/", projects.project_money, name="project_money"),
    path("<int:year>/zuschuesse/", grants.grant_list, name="grants"),
    path("<int:year>/zuschuesse/neu/", grants.grant_add, name="grant_add"),
    path("<int:year>/zuschuesse/<int:pk>/", grants.grant_detail, name="grant"),
    path("<int:year>/zuschuesse/<int:pk>/bearbeiten/", grants.grant_change, name="grant_change"),
    *[
        path(
            f"<int:year>/zuschuesse/<int:pk>/{word}/",
            getattr(grant_steps, f"grant_{verb}"),
            name=f"grant_{verb}",
        )
        for word, verb in {
            "bewilligen": "grant",
            "ablehnen": "reject",
            "zurueckziehen": "withdraw",
            "auszahlen": "pay",
            "rueckzahlung": "repay",
            "nachweis": "prove",
            "zurueckgeben": "return",
            "frist": "extend",
            "abschliessen": "close",
        }.items()
    ],
    path("obligo/<str:sign>/", commitments.commitment_detail, name="commitment"),
    path("obligo/<str:sign>/einheit/", commitments.commitment_unit, name="commitment_unit"),
    path("<int:year>/toepfe/neu/", funds.fund_add, name="fund_add"),
    path("<int:year>/deckung/neu/", funds.cover_group_add, name="cover_group_add"),
    path("<int:year>/deckung/<int:pk>/", funds.cover_group_edit, name="cover_group_edit"),
    path(
        "<int:year>/deckung/<int:pk>/aufloesen/",
        funds.cover_group_delete,
        name="cover_group_delete",
    ),
    path("<int:year>/<slug:slug>/bearbeiten/", funds.fund_edit, name="fund_edit"),
    path("<int:year>/<slug:slug>/loeschen/", funds.fund_delete, name="fund_delete"),
    path("<int:year>/<slug:slug>/", fund.fund_detail, name="fund"),
]

RUN = "<int:year>/<slug:slug>/zuweisung/<int:pk>/"

urlpatterns += [
    path("<int:year>/<slug:slug>/vergleich/", compare.compare, name="compare"),
    path("<int:year>/<slug:slug>/zuweisung/neu/", runs.run_add, name="run_add"),
    path(
        "<int:year>/<slug:slug>/zuweisung/neu/bezirk/<str:key>/",
        inside.run_add_inside,
        name="run_add_inside",
    ),
    path(RUN, runs.run_detail, name="run"),
    path(f"{RUN}bezirk/<str:key>/", runs.run_unit, name="run_district"),
    path(f"{RUN}sozialraum/<str:key>/", runs.run_unit, {"inside": True}, name="run_space"),
    path(f"{RUN}bearbeiten/", runs.run_edit, name="run_edit"),
    path(f"{RUN}kopieren/", runs.run_copy, name="run_copy"),
    path(f"{RUN}loeschen/", runs.run_delete, name="run_delete"),
    path(f"{RUN}berechnen/", runs.run_start, name="run_start"),
    path(f"{RUN}vorschlagen/", decisions.run_propose, name="run_propose"),
    path(f"{RUN}zuruecknehmen/", decisions.run_withdraw, name="run_withdraw"),
    path(f"{RUN}freigeben/", decisions.run_approve, name="run_approve"),
    path(f"{RUN}ablehnen/", decisions.run_reject, name="run_reject"),
    path(f"{RUN}pruefung/", checking.run_check, name="run_check"),
    path(f"{RUN}download.<slug:form>", downloads.run_download, name="run_download"),
]

PATH = "<int:year>/<slug:slug>/uebergang/<int:pk>/"

urlpatterns += [
    path("<int:year>/<slug:slug>/uebergang/neu/", transition.path_add, name="transition_add"),
    path(PATH, transition.path_detail, name="transition"),
    path(f"{PATH}bearbeiten/", transition.path_edit, name="transition_edit"),
    path(f"{PATH}loeschen/", transition.path_delete, name="transition_delete"),
    path(f"{PATH}schritt/<int:position>/", transition.step_run, name="transition_step"),
]

CODE = "kennzahlen/<slug:code>/"
PREVIOUS = "<int:year>/<slug:slug>/vorjahr/"

urlpatterns += [
    path("kennzahlen/", indicators.indicator_list, name="indicators"),
    path("kennzahlen/neu/", indicators.indicator_add, name="indicator_add"),
    path("kennzahlen/werte/", values.value_list, name="values"),
    path("kennzahlen/plausibilitaet/", plausibility.plausibility, name="plausibility"),
    path(CODE, indicator.indicator_detail, name="indicator"),
    path(f"{CODE}bearbeiten/", indicators.indicator_edit, name="indicator_edit"),
    path(f"{CODE}loeschen/", indicators.indicator_delete, name="indicator_delete"),
    path(f"{CODE}werte/neu/", values.value_add, name="value_add"),
    path(f"{CODE}werte/<int:pk>/bearbeiten/", values.value_edit, name="value_edit"),
    path(f"{CODE}werte/<int:pk>/loeschen/", values.value_delete, name="value_delete"),
    path("prognose/", backtest.backtest, name="backtest"),
    path("ausgaben/", outflow.outflow_list, name="outflow"),
    path("ausgaben/neu/", outflow.booking_add, name="booking_add"),
    path("ausgaben/dateiformate/", layouts.layout_list, name="layouts"),
    path("ausgaben/dateiformate/neu/", layouts.layout_add, name="layout_add"),
    path("ausgaben/dateiformate/<int:pk>/", layouts.layout_detail, name="layout"),
    path("ausgaben/dateiformate/<int:pk>/bearbeiten/", layouts.layout_edit, name="layout_edit"),
    path("ausgaben/dateiformate/<int:pk>/loeschen/", layouts.layout_delete, name="layout_delete"),
    path("ausgaben/<int:pk>/grundbudget/", outflow.booking_charge, name="booking_charge"),
    path("ausgaben/offen/", matching.unmatched, name="unmatched"),
    path("ausgaben/offen/nochmals/", matching.match_again, name="match_again"),
    path("ausgaben/offen/keine-hilfe/", matching.unmatched_set_aside, name="unmatched_set_aside"),
    path("ausgaben/offen/<int:pk>/", matching.unmatched_booking, name="unmatched_booking"),
    path(
        "ausgaben/<int:pk>/zuordnung-zuruecknehmen/",
        matching.match_take_back,
        name="match_take_back",
    ),
    path("ausgaben/<int:pk>/", outflow.booking_detail, name="booking"),
    path("ausgaben/<int:pk>/stornieren/", outflow.booking_reverse, name="booking_reverse"),
    path(PREVIOUS, previous.previous_outflow, name="previous_outflow"),
    path(
        f"{PREVIOUS}<int:spent_in>/<str:key>/",
        previous.previous_outflow_set,
        name="previous_outflow_set",
    ),
    path(
        f"{PREVIOUS}<int:spent_in>/<str:key>/loeschen/",
        previous.previous_outflow_delete,
        name="previous_outflow_delete",
    ),
]

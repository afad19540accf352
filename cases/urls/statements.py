"""Will, wishes, diagnosis."""

from __future__ import annotations

from django.urls import path

from cases.views import diagnosis, statements

_WILL = "<int:pk>/wille/"
_PERSON = f"{_WILL}<int:person_pk>/"
_STATEMENT = f"{_PERSON}aussagen/<int:statement_pk>/"
_DIAGNOSIS = "<int:pk>/diagnose/"
_ENTRY = f"{_DIAGNOSIS}<int:entry_pk>/"
_HYPOTHESIS = f"{_DIAGNOSIS}hypothesen/<int:hypothesis_pk>/"

urlpatterns = [
    path(_WILL, statements.will, name="will"),
    path(_PERSON, statements.statements, name="statements"),
    path(f"{_PERSON}gespraech/", statements.statements_new, name="statements_new"),
    path(f"{_STATEMENT}neu/", statements.statement_revise, name="statement_revise"),
    path(f"{_STATEMENT}nicht-mehr/", statements.statement_withdraw, name="statement_withdraw"),
    path(f"{_STATEMENT}anvertraut/", statements.statement_entrust, name="statement_entrust"),
    path(_DIAGNOSIS, diagnosis.diagnosis, name="diagnosis"),
    path(f"{_DIAGNOSIS}neu/", diagnosis.entry_new, name="diagnosis_new"),
    path(f"{_ENTRY}bearbeiten/", diagnosis.entry_edit, name="diagnosis_edit"),
    path(f"{_ENTRY}loeschen/", diagnosis.entry_delete, name="diagnosis_delete"),
    path(f"{_DIAGNOSIS}hypothesen/neu/", diagnosis.hypothesis_new, name="hypothesis_new"),
    path(f"{_HYPOTHESIS}bearbeiten/", diagnosis.hypothesis_edit, name="hypothesis_edit"),
    path(f"{_HYPOTHESIS}pruefen/", diagnosis.hypothesis_check, name="hypothesis_check"),
    path(f"{_HYPOTHESIS}loeschen/", diagnosis.hypothesis_delete, name="hypothesis_delete"),
]

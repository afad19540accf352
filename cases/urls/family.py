"""Persons of a case and how they belong together."""

from __future__ import annotations

from django.urls import include, path

from cases.views import contacts, family, households, persons, taking_over, ties

_PERSON = [
    path("", persons.person_detail, name="person"),
    path("bearbeiten/", persons.person_edit, name="person_edit"),
    path("entfernen/", persons.person_remove, name="person_remove"),
    path("kontakt/neu/", contacts.contact_new, name="contact_new"),
    path("kontakt/<int:contact_pk>/bearbeiten/", contacts.contact_edit, name="contact_edit"),
    path("kontakt/<int:contact_pk>/loeschen/", contacts.contact_delete, name="contact_delete"),
    path("anschrift/neu/", contacts.address_new, name="address_new"),
    path("anschrift/<int:address_pk>/", contacts.address_detail, name="address"),
    path("anschrift/<int:address_pk>/bearbeiten/", contacts.address_edit, name="address_edit"),
    path("anschrift/<int:address_pk>/loeschen/", contacts.address_delete, name="address_delete"),
]

_RELATIONS = [
    path("neu/", ties.relation_new, name="relation_new"),
    path("<int:relation_pk>/bearbeiten/", ties.relation_edit, name="relation_edit"),
    path("<int:relation_pk>/loeschen/", ties.relation_delete, name="relation_delete"),
]

_CUSTODY = [
    path("neu/", ties.custody_new, name="custody_new"),
    path("<int:custody_pk>/bearbeiten/", ties.custody_edit, name="custody_edit"),
    path("<int:custody_pk>/loeschen/", ties.custody_delete, name="custody_delete"),
]

_HOUSEHOLDS = [
    path("neu/", households.household_new, name="household_new"),
    path("<int:household_pk>/bearbeiten/", households.household_edit, name="household_edit"),
    path("<int:household_pk>/loeschen/", households.household_delete, name="household_delete"),
    path("<int:household_pk>/einzug/", households.move_in, name="move_in"),
    path("aufenthalt/<int:stay_pk>/bearbeiten/", households.stay_edit, name="stay_edit"),
    path("aufenthalt/<int:stay_pk>/loeschen/", households.stay_delete, name="stay_delete"),
]

_FAMILY = [
    path("", family.family, name="family"),
    path("person-neu/", persons.person_new, name="person_new"),
    path("kinder-neu/", persons.children_new, name="children_new"),
    path("aehnliche/", persons.person_similar, name="person_similar"),
    path("uebernehmen/", taking_over.person_find, name="person_find"),
    path("uebernehmen/<int:person_pk>/", taking_over.person_link, name="person_link"),
    path("<int:person_pk>/", include(_PERSON)),
    path("beziehung/", include(_RELATIONS)),
    path("sorgerecht/", include(_CUSTODY)),
    path("haushalt/", include(_HOUSEHOLDS)),
]

urlpatterns = [path("<int:pk>/familie/", include(_FAMILY))]

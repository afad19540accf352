"""Cases in Django's own administration: that they exist and how they are numbered, for looking.

Names and content are seen on the product's pages alone, where rights and the trail belong to them.
"""

from django.contrib import admin

from cases.models import Case
from networks.admin import ReadOnlyAdmin


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """The numbers of cases, without the families."""

    list_display = ["reference", "state", "district", "opened_on", "version"]
    list_filter = ["state", "district"]
    list_select_related = ["district"]
    search_fields = ["reference"]
    ordering = ["reference_year", "reference_number"]
    fields = ["reference", "state", "district", "opened_on", "closed_on"]

"""The product's addresses and beside them Django's own administration, to compare with."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from cases.models import Case
from networks.models import Institution
from sro.urls import urlpatterns as product


class Institutions(ModelAdmin):
    """The list of institutions as the admin shows it: same columns, same number of rows."""

    list_display = [
        "name",
        "category",
        "social_space",
        "district",
        "street",
        "postal_code",
        "last_verified",
    ]
    list_filter = ["category", "social_space__district"]
    list_select_related = ["category", "social_space__district"]
    list_per_page = 50
    search_fields = ["name"]
    ordering = ["sort_key", "id"]

    def district(self, institution: Institution) -> str:
        """The district's name, as our list has it."""
        return institution.social_space.district.name


class Cases(ModelAdmin):
    """The list of cases as the admin shows it: same columns, same number of rows."""

    list_display = [
        "name",
        "reference",
        "state",
        "district",
        "social_space",
        "responsible",
        "deputy",
        "opened_on",
    ]
    list_filter = ["state", "district"]
    list_select_related = ["district", "social_space", "responsible", "deputy"]
    list_per_page = 50
    search_fields = ["name"]
    ordering = ["sort_key", "id"]


site = AdminSite(name="admin")
site.register(Institution, Institutions)
site.register(Case, Cases)
urlpatterns = [path("admin/", site.urls), *product]

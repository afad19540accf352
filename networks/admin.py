"""The registry in Django's own administration: for looking, not for working.

Changes are made on the product's pages, where rights, drafts and the trail belong to them.
"""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from networks.models import (
    Boundary,
    District,
    Institution,
    InstitutionCategory,
    Municipality,
    Offer,
    SocialSpace,
)


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    """The municipality."""

    list_display = ["key", "name", "version"]


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    """Districts."""

    list_display = ["key", "name", "valid_from", "valid_until", "version"]
    search_fields = ["key", "name"]


@admin.register(SocialSpace)
class SocialSpaceAdmin(ReadOnlyAdmin):
    """Social spaces."""

    list_display = ["key", "name", "district", "valid_from", "valid_until", "version"]
    list_select_related = ["district"]
    search_fields = ["key", "name"]


@admin.register(Boundary)
class BoundaryAdmin(ReadOnlyAdmin):
    """Boundaries, without their many points."""

    list_display = ["district", "social_space", "valid_from", "valid_until", "source"]
    list_select_related = ["district", "social_space"]
    exclude = ["geometry"]


@admin.register(InstitutionCategory)
class InstitutionCategoryAdmin(ReadOnlyAdmin):
    """Categories."""

    list_display = ["code", "name", "version"]


@admin.register(Institution)
class InstitutionAdmin(ReadOnlyAdmin):
    """Institutions."""

    list_display = ["name", "category", "social_space", "street", "last_verified", "version"]
    list_filter = ["category"]
    list_select_related = ["category", "social_space"]
    search_fields = ["name", "street", "key"]
    ordering = ["sort_key", "id"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Offers."""

    list_display = ["name", "kind", "institution", "last_verified", "version"]
    list_select_related = ["institution"]
    search_fields = ["name", "key"]

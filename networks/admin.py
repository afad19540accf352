"""The registry in Django's own administration: for looking, not for working.

Changes are made on the product's pages, where rights, drafts and the trail belong to them.
"""

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest

from networks.models import (
    Agreement,
    Boundary,
    District,
    FocusProvider,
    Institution,
    InstitutionCategory,
    Municipality,
    Offer,
    Provider,
    ProviderTeam,
    Rate,
    SocialSpace,
    SupportType,
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


@admin.register(SupportType)
class SupportTypeAdmin(ReadOnlyAdmin):
    """The catalogue of support types."""

    list_display = ["code", "name", "legal_basis", "setting", "is_active", "version"]


@admin.register(Provider)
class ProviderAdmin(ReadOnlyAdmin):
    """Providers."""

    list_display = ["name", "legal_form", "valid_from", "valid_until", "version"]
    search_fields = ["name"]


@admin.register(ProviderTeam)
class ProviderTeamAdmin(ReadOnlyAdmin):
    """Teams of providers."""

    list_display = ["name", "provider", "version"]
    list_select_related = ["provider"]


@admin.register(FocusProvider)
class FocusProviderAdmin(ReadOnlyAdmin):
    """Focus providers."""

    list_display = ["social_space", "provider", "valid_from", "valid_until", "version"]
    list_select_related = ["social_space", "provider"]


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    """Agreements; their rates are shown on the product's pages only."""

    list_display = ["reference", "provider", "valid_from", "valid_until", "version"]
    list_select_related = ["provider"]


@admin.register(Rate)
class RateAdmin(ReadOnlyAdmin):
    """Rates without their amounts, which only those named in sro.access may see."""

    list_display = ["agreement", "support_type", "unit", "valid_from", "valid_until", "version"]
    list_select_related = ["agreement", "support_type"]
    exclude = ["amount"]

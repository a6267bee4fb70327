"""Admin screens of suppliers, resellers, framework agreements and negotiations."""

from django.contrib import admin

from agreements.frameworks.models import (
    Amendment,
    Ceiling,
    CeilingOverride,
    EligibilityBasis,
    FixedLevel,
    FrameworkAgreement,
    FrameworkDiscount,
    LevelsEnd,
    LevelThreshold,
    Lot,
    Negotiation,
    Option,
    PriceLevel,
    Programme,
    Reseller,
    ResellerMarkup,
    Supplier,
    SupplierDocument,
    Suspension,
    TermsVersion,
)
from municipalities.admin_rules import KeptForGood, WrittenByActs
from municipalities.register.admin_rules import NumbersWithSpaces


class SupplierDocumentInline(KeptForGood, admin.TabularInline):
    model = SupplierDocument
    extra = 0


@admin.register(Supplier)
class SupplierAdmin(NumbersWithSpaces, KeptForGood, admin.ModelAdmin):
    list_display = ["name", "organisation_number", "email"]
    search_fields = ["name", "organisation_number"]
    inlines = [SupplierDocumentInline]


@admin.register(Reseller)
class ResellerAdmin(NumbersWithSpaces, KeptForGood, admin.ModelAdmin):
    list_display = ["name", "organisation_number", "email", "answer_within_days", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "organisation_number", "place"]


class OptionInline(KeptForGood, admin.TabularInline):
    model = Option
    extra = 0
    readonly_fields = ["taken_at", "taken_by"]


class FrameworkDiscountInline(KeptForGood, admin.TabularInline):
    model = FrameworkDiscount
    extra = 0


class ResellerMarkupInline(KeptForGood, admin.TabularInline):
    model = ResellerMarkup
    extra = 0


@admin.register(FrameworkAgreement)
class FrameworkAgreementAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "contract_number", "supplier", "starts_on", "ends_on"]
    list_filter = ["supplier", "is_demonstration"]
    list_select_related = ["supplier"]
    search_fields = ["name", "contract_number", "reference", "supplier__name"]
    filter_horizontal = ["resellers"]
    inlines = [OptionInline, FrameworkDiscountInline, ResellerMarkupInline]

    def get_readonly_fields(self, request, obj=None):
        """The dates of an agreement that is recorded move only by amendment, with a reason."""
        return Amendment.Field.values if obj else ()


@admin.register(EligibilityBasis)
class EligibilityBasisAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["framework", "notice_reference", "notice_date"]
    list_select_related = ["framework"]
    search_fields = ["notice_reference", "framework__name"]
    autocomplete_fields = ["covered_organisations"]


@admin.register(Lot)
class LotAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["framework", "number", "name"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(Ceiling)
class CeilingAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["framework", "lot", "maximum_value", "maximum_quantity", "used_value"]
    list_filter = ["framework"]
    list_select_related = ["framework", "lot"]
    readonly_fields = ["extra_value", "extra_quantity", "used_value", "used_quantity"]


@admin.register(CeilingOverride)
class CeilingOverrideAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["ceiling", "extra_value", "extra_quantity", "made_at", "made_by"]
    list_select_related = ["ceiling__framework", "ceiling__lot", "made_by"]


@admin.register(Amendment)
class AmendmentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "field", "old_value", "new_value", "amended_at", "amended_by"]
    list_filter = ["framework"]
    list_select_related = ["framework", "amended_by"]


@admin.register(Suspension)
class SuspensionAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "reason", "suspended_at", "expected_end", "resumed_at"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(TermsVersion)
class TermsVersionAdmin(KeptForGood, admin.ModelAdmin):
    """A version somebody may have signed is never rewritten: a new text is a new version."""

    list_display = ["framework", "version", "valid_from"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["version", "framework__name"]

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)


class PriceLevelInline(KeptForGood, admin.TabularInline):
    model = PriceLevel
    extra = 0


class FixedLevelInline(KeptForGood, admin.TabularInline):
    model = FixedLevel
    extra = 0


class LevelsEndInline(KeptForGood, admin.TabularInline):
    model = LevelsEnd
    extra = 0


class LevelThresholdInline(KeptForGood, admin.TabularInline):
    model = LevelThreshold
    extra = 0


@admin.register(PriceLevel)
class PriceLevelAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["code", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["code", "programme__name"]
    inlines = [LevelThresholdInline]


@admin.register(Programme)
class ProgrammeAdmin(KeptForGood, admin.ModelAdmin):
    list_display = [
        "name",
        "framework",
        "term_months",
        "level_measure",
        "pools_volume",
        "has_true_up",
        "subscriptions_go_down",
    ]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name"]
    inlines = [PriceLevelInline, FixedLevelInline, LevelsEndInline]


@admin.register(Negotiation)
class NegotiationAdmin(admin.ModelAdmin):
    list_display = ["supplier_name", "outcome", "ended_on", "framework"]
    list_filter = ["outcome"]
    list_select_related = ["framework"]
    search_fields = ["supplier_name"]

"""Admin screens of suppliers, resellers, framework agreements and negotiations."""

from django.contrib import admin

from agreements.framework_administration import admin_rules
from agreements.frameworks.models import (
    Amendment,
    Announcement,
    Ceiling,
    CeilingAmendment,
    CeilingOverride,
    EligibilityBasis,
    FrameworkAgreement,
    Lot,
    Negotiation,
    Option,
    OrderAddressChange,
    Reseller,
    Supplier,
    SupplierDocument,
    Suspension,
    TermsVersion,
)
from agreements.price_levels.models import (
    FixedLevel,
    FrameworkDiscount,
    LevelsEnd,
    LevelThreshold,
    PriceLevel,
    Programme,
    ResellerMarkup,
)
from municipalities.admin_rules import InlineByOfficers, WrittenByActs, WrittenByOfficers
from municipalities.register.admin_rules import NumbersWithSpaces


class SupplierDocumentInline(InlineByOfficers, admin.TabularInline):
    model = SupplierDocument
    rule = admin_rules.SUPPLIER_DOCUMENT


@admin.register(Supplier)
class SupplierAdmin(NumbersWithSpaces, WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.SUPPLIER
    list_display = ["name", "organisation_number", "email"]
    search_fields = ["name", "organisation_number"]
    inlines = [SupplierDocumentInline]


@admin.register(Reseller)
class ResellerAdmin(NumbersWithSpaces, WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.RESELLER
    list_display = ["name", "organisation_number", "email", "answer_within_days", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "organisation_number", "place"]


class OptionInline(InlineByOfficers, admin.TabularInline):
    model = Option
    rule = admin_rules.OPTION
    readonly_fields = ["exercised_at", "exercised_by"]


class FrameworkDiscountInline(InlineByOfficers, admin.TabularInline):
    model = FrameworkDiscount
    rule = admin_rules.FRAMEWORK_DISCOUNT


class ResellerMarkupInline(InlineByOfficers, admin.TabularInline):
    model = ResellerMarkup
    rule = admin_rules.RESELLER_MARKUP


@admin.register(FrameworkAgreement)
class FrameworkAgreementAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.FRAMEWORK
    list_display = ["name", "contract_number", "supplier", "starts_on", "ends_on"]
    list_filter = ["supplier", "is_demonstration"]
    list_select_related = ["supplier"]
    search_fields = ["name", "contract_number", "reference", "supplier__name"]
    autocomplete_fields = ["supplier", "resellers", "predecessor"]
    inlines = [OptionInline, FrameworkDiscountInline, ResellerMarkupInline]


@admin.register(EligibilityBasis)
class EligibilityBasisAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.ELIGIBILITY_BASIS
    list_display = ["framework", "notice_reference", "notice_date"]
    list_select_related = ["framework"]
    search_fields = ["notice_reference", "framework__name"]
    autocomplete_fields = ["covered_organisations"]


@admin.register(Lot)
class LotAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.LOT
    list_display = ["framework", "number", "name"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name", "framework__name"]


@admin.register(Ceiling)
class CeilingAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.CEILING
    list_display = ["framework", "lot", "maximum_value", "maximum_quantity", "used_value"]
    list_filter = ["framework"]
    list_select_related = ["framework", "lot"]


@admin.register(CeilingAmendment)
class CeilingAmendmentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["ceiling", "old_value", "new_value", "proposed_by", "confirmed_by"]
    list_select_related = ["ceiling__framework", "ceiling__lot", "proposed_by", "confirmed_by"]


@admin.register(CeilingOverride)
class CeilingOverrideAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["ceiling", "extra_value", "extra_quantity", "made_at", "made_by"]
    list_select_related = ["ceiling__framework", "ceiling__lot", "made_by"]


@admin.register(Amendment)
class AmendmentAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "field", "old_value", "new_value", "amended_at", "amended_by"]
    list_filter = ["framework"]
    list_select_related = ["framework", "amended_by"]


@admin.register(Announcement)
class AnnouncementAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "announced_at", "announced_by"]
    list_select_related = ["framework", "announced_by"]


@admin.register(OrderAddressChange)
class OrderAddressChangeAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["reseller", "old_email", "new_email", "changed_at", "changed_by"]
    list_select_related = ["reseller", "changed_by"]
    search_fields = ["reseller__name", "old_email", "new_email"]


@admin.register(Suspension)
class SuspensionAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["framework", "reason", "suspended_at", "expected_end", "resumed_at"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(TermsVersion)
class TermsVersionAdmin(WrittenByActs, admin.ModelAdmin):
    rule = admin_rules.TERMS_VERSION
    list_display = ["framework", "version", "valid_from"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["version", "framework__name"]


class PriceLevelInline(InlineByOfficers, admin.TabularInline):
    model = PriceLevel
    rule = admin_rules.PRICE_LEVEL


class FixedLevelInline(InlineByOfficers, admin.TabularInline):
    model = FixedLevel
    rule = admin_rules.FIXED_LEVEL


class LevelsEndInline(InlineByOfficers, admin.TabularInline):
    model = LevelsEnd
    rule = admin_rules.LEVELS_END


class LevelThresholdInline(InlineByOfficers, admin.TabularInline):
    model = LevelThreshold
    rule = admin_rules.LEVEL_THRESHOLD


@admin.register(PriceLevel)
class PriceLevelAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.PRICE_LEVEL
    list_display = ["code", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["code", "programme__name"]
    inlines = [LevelThresholdInline]


@admin.register(Programme)
class ProgrammeAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.PROGRAMME
    list_display = [
        "name",
        "framework",
        "term_months",
        "level_measure",
        "pools_volume",
        "has_true_up",
        "allows_subscription_decrease",
    ]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name"]
    inlines = [PriceLevelInline, FixedLevelInline, LevelsEndInline]


@admin.register(Negotiation)
class NegotiationAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = admin_rules.NEGOTIATION
    list_display = ["supplier_name", "outcome", "ended_on", "framework"]
    list_filter = ["outcome"]
    list_select_related = ["framework"]
    search_fields = ["supplier_name"]

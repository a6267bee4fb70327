"""Admin screens of products, price lists and VAT rates."""

from django.contrib import admin
from django.utils import timezone

from agreements.catalogue.models import Edition, Price, PriceList, Product, VatRate
from municipalities.admin_rules import KeptForGood


@admin.register(Product)
class ProductAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "part_number", "kind", "publisher", "framework"]
    list_filter = ["framework", "kind"]
    list_select_related = ["framework"]
    search_fields = ["name", "part_number", "publisher"]
    autocomplete_fields = ["supports", "edition", "steps_up_from"]


@admin.register(Edition)
class EditionAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["name", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name"]


@admin.register(PriceList)
class PriceListAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["framework", "version", "valid_from", "published_at", "withdrawn_at"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["version"]

    def has_change_permission(self, request, obj=None):
        is_frozen = obj is not None and obj.is_in_use(timezone.localdate())
        return not is_frozen and super().has_change_permission(request, obj)


@admin.register(Price)
class PriceAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["product", "price_list", "price_level", "net"]
    list_filter = ["price_list__framework", "price_list__version"]
    list_select_related = ["product", "price_list__framework", "price_level"]
    search_fields = ["product__name", "product__part_number"]
    autocomplete_fields = ["product", "price_list"]

    def has_change_permission(self, request, obj=None):
        is_frozen = obj is not None and obj.price_list.is_in_use(timezone.localdate())
        return not is_frozen and super().has_change_permission(request, obj)


@admin.register(VatRate)
class VatRateAdmin(KeptForGood, admin.ModelAdmin):
    list_display = ["valid_from", "percent"]

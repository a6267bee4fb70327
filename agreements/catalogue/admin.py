"""Admin screens of products, price lists and VAT rates."""

from django.contrib import admin

from agreements.catalogue import admin_rules as rules
from agreements.catalogue.models import FACTS, Edition, Price, PriceList, Product, VatRate
from municipalities.admin_rules import WrittenByActs, WrittenByOfficers


@admin.register(Product)
class ProductAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = rules.PRODUCT
    fields = [
        *["framework", "lot", "part_number"],
        *[fact.name for fact in FACTS],
        *["description_nb", "description_nn", "counting_basis"],
        *["replaced_by", "supports", "edition", "steps_up_from"],
    ]
    list_display = ["name", "part_number", "kind", "publisher", "framework"]
    list_filter = ["framework", "kind"]
    list_select_related = ["framework"]
    search_fields = ["name", "part_number", "publisher"]
    autocomplete_fields = ["lot", "supports", "edition", "steps_up_from", "replaced_by"]


@admin.register(Edition)
class EditionAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = rules.EDITION
    list_display = ["name", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["name"]


@admin.register(PriceList)
class PriceListAdmin(WrittenByActs, admin.ModelAdmin):
    rule = rules.PRICES
    list_display = ["framework", "version", "valid_from", "published_at", "withdrawn_at"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["version"]


@admin.register(Price)
class PriceAdmin(WrittenByActs, admin.ModelAdmin):
    rule = rules.PRICES
    list_display = ["product", "price_list", "price_level", "net"]
    list_filter = ["price_list__framework", "price_list__version"]
    list_select_related = ["product", "price_list__framework", "price_level"]
    search_fields = ["product__name", "product__part_number"]


@admin.register(VatRate)
class VatRateAdmin(WrittenByOfficers, admin.ModelAdmin):
    rule = rules.VAT_RATE
    list_display = ["valid_from", "percent"]

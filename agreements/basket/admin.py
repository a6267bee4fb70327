"""Admin screen of order templates: to read; acts are done on the pages."""

from django.contrib import admin

from agreements.basket.models import OrderTemplate, OrderTemplateLine
from municipalities.admin_rules import InlineByActs, WrittenByActs


class OrderTemplateLineInline(InlineByActs, admin.TabularInline):
    model = OrderTemplateLine
    fields = ["product", "quantity"]


@admin.register(OrderTemplate)
class OrderTemplateAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["name", "volume_licence_agreement", "saved_at", "saved_by"]
    list_select_related = ["volume_licence_agreement", "saved_by"]
    search_fields = ["name", "volume_licence_agreement__number"]
    inlines = [OrderTemplateLineInline]

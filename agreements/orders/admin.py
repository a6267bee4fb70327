"""Admin screens of orders and their dispatch: to read; acts are done on the pages."""

from django.contrib import admin

from agreements.orders.models import Dispatch, Order, OrderLine, OrderStep
from municipalities.admin_rules import WrittenByActs


class OrderLineInline(WrittenByActs, admin.TabularInline):
    model = OrderLine
    fields = ["position", "part_number", "name", "unit", "quantity", "unit_net", "net"]


class OrderStepInline(WrittenByActs, admin.TabularInline):
    model = OrderStep
    fields = ["at", "state", "by", "reason"]


@admin.register(Order)
class OrderAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["number", "organisation", "state", "net", "submitted_at"]
    list_filter = ["state", "organisation__kind"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "organisation__organisation_number", "buyer_reference"]
    show_full_result_count = False
    inlines = [OrderLineInline, OrderStepInline]


@admin.register(Dispatch)
class DispatchAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["order", "recipient", "queued_at", "sent_at", "failed_at"]
    list_select_related = ["order"]
    search_fields = ["recipient"]

"""Admin screens of orders and their dispatch: to read; acts are done on the pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreements.orders.models import (
    DeliveryAttempt,
    Dispatch,
    Order,
    OrderAttachment,
    OrderLine,
    OrderStep,
    ResellerLink,
)
from municipalities.admin_rules import InlineByActs, WrittenByActs


class OrderLineInline(InlineByActs, admin.TabularInline):
    model = OrderLine
    fields = ["position", "part_number", "name", "unit", "quantity", "unit_net", "net"]


class OrderStepInline(InlineByActs, admin.TabularInline):
    model = OrderStep
    fields = ["at", "state", "by", "reason"]


class OrderAttachmentInline(InlineByActs, admin.TabularInline):
    model = OrderAttachment
    fields = ["document"]


class DeliveryAttemptInline(InlineByActs, admin.TabularInline):
    model = DeliveryAttempt
    fields = ["began_at", "ended_at", "outcome", "error"]


@admin.register(Order)
class OrderAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["order_number", "organisation", "state", "net", "submitted_at"]
    exclude = ["year", "sequence", "submission_key"]
    readonly_fields = ["order_number"]
    list_filter = ["state", "organisation__kind"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "organisation__organisation_number", "buyer_reference"]
    show_full_result_count = False
    inlines = [OrderLineInline, OrderAttachmentInline, OrderStepInline]

    @admin.display(description=_("order number"))
    def order_number(self, order: Order):
        return order.number


@admin.register(Dispatch)
class DispatchAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["order", "recipient", "queued_at", "sent_at", "failed_at"]
    list_select_related = ["order"]
    search_fields = ["recipient"]
    inlines = [DeliveryAttemptInline]


@admin.register(ResellerLink)
class ResellerLinkAdmin(WrittenByActs, admin.ModelAdmin):
    list_display = ["order", "made_at", "made_by", "expires_at", "revoked_at"]
    list_select_related = ["order", "made_by"]
    search_fields = ["order__organisation__name"]
    fields = ["order", "made_at", "made_by", "expires_at", "revoked_at"]

"""Address of the page that changes or ends a confirmed order."""

from django.urls import path

from agreements.corrections import views

urlpatterns = [
    path(
        "virksomhet/<slug:organisation_number>/bestillinger/<slug:order_number>/endre/",
        views.order_change,
        name="order_change",
    ),
]

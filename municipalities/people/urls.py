"""Addresses of people and roles."""

urlpatterns = []

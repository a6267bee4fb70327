"""Addresses of people and roles."""

from django.urls import include, path

from municipalities.people import case_views, ks_role_views, views

people = [
    path("", views.people, name="people"),
    path("inviter/", views.invitation_new, name="invitation_new"),
    path("invitasjoner/<int:pk>/trekk/", views.invitation_withdraw, name="invitation_withdraw"),
    path("<int:pk>/bekreft/", views.membership_confirm, name="membership_confirm"),
    path("<int:pk>/avslaa/", views.membership_decline, name="membership_decline"),
    path("<int:pk>/grense/", views.membership_limit, name="membership_limit"),
    path("<int:pk>/avslutt/", views.membership_end, name="membership_end"),
]
case_work = [
    path("", case_views.memberships, name="ks_memberships"),
    path("avgjor/", case_views.memberships_decide, name="ks_memberships_decide"),
]
organisation_role_pages = [
    path("", ks_role_views.roles, name="ks_roles"),
    path("<int:pk>/endre/", ks_role_views.role_change, name="ks_role_change"),
    path("<int:pk>/avslutt/", ks_role_views.role_end, name="ks_role_end"),
]

urlpatterns = [
    path("min-side/", views.my_page, name="my_page"),
    path(
        "virksomheter/<slug:organisation_number>/be-om-rolle/",
        views.role_request,
        name="role_request",
    ),
    path("invitasjon/<slug:token>/", views.invitation_accept, name="invitation_accept"),
    path("virksomhet/<slug:organisation_number>/personer/", include(people)),
    path("ks/roller/", include(case_work)),
    path("ks/virksomheter/<slug:organisation_number>/roller/", include(organisation_role_pages)),
]

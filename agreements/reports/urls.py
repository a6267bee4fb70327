"""Addresses of overviews: the public front page, an organisation's, the case officers'."""

from django.urls import include, path

from agreements.reports import case_views, follow_up_views, stopped_views, views

batch = [
    path("", case_views.summary_batch, name="ks_summary_batch"),
    path("fortsett/", case_views.summary_batch_resume, name="ks_summary_batch_resume"),
    path("sammendrag.zip", case_views.summary_batch_zip, name="ks_summary_batch_zip"),
]

stopped = [
    path("", stopped_views.stopped_work, name="ks_stopped_work"),
    path(
        "e-post/<int:pk>/send-igjen/",
        stopped_views.message_send_again,
        name="ks_message_send_again",
    ),
    path(
        "e-post/<int:pk>/legg-til-side/",
        stopped_views.message_set_aside,
        name="ks_message_set_aside",
    ),
    path("arbeid/<uuid:pk>/gjor-igjen/", stopped_views.task_run_again, name="ks_task_run_again"),
    path("arbeid/<uuid:pk>/legg-til-side/", stopped_views.task_set_aside, name="ks_task_set_aside"),
]

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path(
        "virksomhet/<slug:organisation_number>/",
        views.organisation_overview,
        name="organisation_overview",
    ),
    path(
        "virksomhet/<slug:organisation_number>/avtalesammendrag.pdf",
        views.agreement_summary_pdf,
        name="agreement_summary_pdf",
    ),
    path(
        "virksomhet/<slug:organisation_number>/avtalesammendrag/utsted/",
        views.agreement_summary_issue,
        name="agreement_summary_issue",
    ),
    path("ks/", views.work_list, name="work_list"),
    path("ks/oppfolging/", follow_up_views.follow_up, name="ks_follow_up"),
    path("ks/avtaler/", views.ks_frameworks, name="ks_frameworks"),
    path(
        "ks/avtaler/<slug:reference>/sammendrag/",
        case_views.summary_batches,
        name="ks_summary_batches",
    ),
    path(
        "ks/avtaler/<slug:reference>/sammendrag/lag/",
        case_views.summary_batch_start,
        name="ks_summary_batch_start",
    ),
    path("ks/sammendrag/<int:pk>/", include(batch)),
    path("ks/stanset/", include(stopped)),
]

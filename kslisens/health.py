"""Is the portal well? Asked by whoever watches over it."""

import os
from pathlib import Path

from django.core.files.storage import storages
from django.db import Error, ProgrammingError, connection
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from municipalities.worker.heartbeat import is_alive, last_seen
from municipalities.worker.queries import queue_is_stuck


def health(get_response):
    """Answer before anything else does: over plain http too, and whatever the host is called.

    Who watches asks the machine itself, by number, and is no browser to be led to https.
    """

    def answer(request):
        if request.path not in ANSWERS:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return ANSWERS[request.path]()

    return answer


def healthz() -> JsonResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"database": "unavailable"}, status=503)
    return JsonResponse({"database": "ok"})


def readyz() -> HttpResponse:
    """200 when all that the portal needs is there, else 503 and a line for each thing missing."""
    missing = [fault for fault in (worker_fault(), folder_fault()) if fault]
    text = "\n".join(missing or ["ready"])
    return HttpResponse(f"{text}\n", status=503 if missing else 200, content_type="text/plain")


ANSWERS = {"/healthz": healthz, "/readyz": readyz}


def worker_fault() -> str | None:
    """What is wrong with the worker, or with the database that would know; None: nothing."""
    now = timezone.now()
    try:
        seen_at, stands_still = last_seen(), queue_is_stuck(now)
    except ProgrammingError:
        return "database: tables are missing, run migrate"
    except Error:
        return "database: does not answer"
    if seen_at is None:
        return "worker: none"
    if not is_alive(seen_at, now=now):
        return f"worker: last seen {seen_at:%Y-%m-%d %H:%M:%S} UTC"
    return "queue: stands still, though a worker lives" if stands_still else None


def folder_fault() -> str | None:
    """What is wrong with the folder of documents, which the first one makes; None: nothing."""
    folder = Path(storages["documents"].path(""))
    if os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return None
    return "documents: the folder cannot be written"

"""Whatever task stops, a case officer reads what it does, and gets to what it is about."""

import pytest
from django.tasks import TaskResultStatus
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from agreements.reports.stopped_tasks import TASKS, name_of, subjects_of
from municipalities.registry.asking import ask_registry
from tests.architecture.test_killed_tasks import every_kind
from tests.architecture.test_tasks import tasks

pytestmark = pytest.mark.django_db


def test_every_task_has_a_name_of_its_own():
    assert set(TASKS) == set(tasks())
    names = [str(name) for name, _place in TASKS.values()]
    assert len(set(names)) == len(names)


@pytest.fixture
def stopped(scene):
    """A failed task of every kind, in the order of their names."""
    kinds = list(every_kind(scene))
    DBTaskResult.objects.all().delete()
    for task, arguments in kinds:
        task.enqueue(*arguments)
    DBTaskResult.objects.update(
        status=TaskResultStatus.FAILED, exception_class_path="builtins.ValueError"
    )
    return DBTaskResult.objects.order_by("task_path")


def test_every_subject_is_found_and_its_page_opens_for_ks(scene, client, stopped):
    subjects = subjects_of(stopped)
    about_nothing = [row.task_path for row in stopped if row.pk not in subjects]
    assert about_nothing == [ask_registry.module_path]
    assert {row.task_path for row in stopped} == set(tasks())
    client.force_login(scene.cast.kari)
    refused = {
        subject.url: status
        for subject in subjects.values()
        if subject.url and (status := client.get(subject.url).status_code) != 200
    }
    assert refused == {}


def test_what_is_set_aside_is_said_in_words(scene, client, stopped):
    client.force_login(scene.cast.kari)
    row = stopped.get(task_path="agreements.accessions.mail.notify_signatory")
    address = reverse("ks_task_set_aside", args=[row.pk])
    words, technical = client.get(address).text.split("<details", 1)
    case = scene.nordvik.accession
    assert str(name_of(row)) in words
    assert f'href="{reverse("ks_accession", args=[case.pk])}"' in words
    assert "ValueError" not in words
    assert f"notify_signatory({case.pk})" in technical
    assert "ValueError" in technical


def test_a_long_list_asks_as_often_as_a_short_one(stopped, django_assert_max_num_queries):
    rows = list(stopped)
    with django_assert_max_num_queries(len(TASKS)):
        subjects_of(rows * 3)


def test_what_is_gone_and_what_is_retired_is_shown_all_the_same(scene, client, stopped):
    stopped.filter(task_path__contains="notify_signatory").update(
        args_kwargs={"args": [0], "kwargs": {}}
    )
    stopped.filter(task_path__contains="notify_officers").update(
        task_path="agreements.earlier.task", args_kwargs={"args": [], "kwargs": {}}
    )
    client.force_login(scene.cast.kari)
    page = client.get(reverse("ks_stopped_work"), {"page": 2})
    assert page.status_code == 200
    shown = client.get(reverse("ks_stopped_work")).text + page.text
    assert "Arbeid som en tidligere versjon av portalen la i kø" in shown

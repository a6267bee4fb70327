"""manage.py run_worker: does the slow work behind the pages, until it is stopped."""

from django.core.management import BaseCommand
from django.utils.crypto import get_random_string

from municipalities.worker.heartbeat import Heart
from municipalities.worker.running import TaskWorker


class Command(BaseCommand):
    help = (
        "Do the tasks of the queue: mail, documents, files that are read. Run one or more beside "
        "the web server, and start one anew when it ends. SIGTERM lets it finish what it is at."
    )

    def handle(self, *args, **options):
        worker = TaskWorker(get_random_string(32))
        worker.configure_signals()
        with Heart(worker.worker_id):
            worker.run()

"""The scene, built once for a run: its database is copied, its documents and objects are kept."""

import pickle
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import storages
from django.db import connection, transaction

from tests import databases
from tests.architecture.scene import build
from tests.archive import archive_in


class KeptScene:
    """The scene in a database of this process, for one module after the other.

    `folder` is that of the run, `tables` the name of the database that it is built upon.
    """

    def __init__(self, folder, tables):
        self.tables = tables
        self.objects, self.documents = folder / "scene.pickle", folder / "scene's documents"
        built = databases.made_once(folder, "scene", self._build)
        self.database = f"{connection.settings_dict['NAME']}_scene_copy"
        databases.copy(built, self.database)
        shutil.copytree(self.documents, Path(storages["documents"].location), dirs_exist_ok=True)

    @contextmanager
    def opened(self):
        """The scene, fresh from its pickle; what is written meanwhile is rolled back."""
        with databases.looking_at(self.database), transaction.atomic():
            yield pickle.loads(self.objects.read_bytes())  # noqa: S301 (written by this run)
            transaction.set_rollback(True)

    def _build(self, name):
        databases.copy(self.tables, name)
        self.documents.mkdir()
        with databases.looking_at(name), archive_in(self.documents), transaction.atomic():
            self.objects.write_bytes(pickle.dumps(build()))

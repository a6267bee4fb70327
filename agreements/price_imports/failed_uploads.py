"""What price files leave behind that could not be read: their bytes."""

from datetime import datetime, timedelta

from agreements.price_imports.models import UploadChunk
from agreements.price_imports.states import ImportState

RETENTION = timedelta(days=30)


def delete_failed_uploads(now: datetime) -> int:
    """Delete the bytes of files that failed long ago; returns of how many.

    What is known of the file, and what was found wrong with it, stays.
    """
    pieces = UploadChunk.objects.filter(
        price_import__state=ImportState.FAILED, price_import__uploaded_at__lt=now - RETENTION
    )
    files = pieces.order_by().values("price_import").distinct().count()
    pieces.delete()
    return files

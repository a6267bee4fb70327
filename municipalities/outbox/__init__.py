"""Mail that the portal has written: kept until the worker has handed it to the mail server."""

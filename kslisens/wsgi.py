"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from kslisens.startup import read_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kslisens.settings")

read_settings()
application = get_wsgi_application()

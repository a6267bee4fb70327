"""The fonts of PDFs, made before the first PDF needs them."""

from django.core.management.base import BaseCommand

from agreements.documents.fonts import font_faces


class Command(BaseCommand):
    """Make what is missing; without it the first PDF of an installation takes some seconds more."""

    help = "Makes the fonts of PDFs from the front end's, where they are missing."

    def handle(self, **options):
        font_faces()

"""manage.py create_case_officer EMAIL: the first person at KS, who makes the others."""

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import translation

from municipalities.people.case_officers import create_case_officer


class Command(BaseCommand):
    """Asks for the name. No password is typed here: the person chooses it by a link in a mail."""

    help = "Make a case officer, and mail a link to choose a password. The first administers too."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the person's e-mail address")

    @translation.override("en")
    def handle(self, *args, email, **options):
        self.stdout.write("Name: ", ending="")
        self.stdout.flush()
        try:
            officer = create_case_officer(email, name=input().strip())
        except EOFError:
            raise CommandError("Write the person's name.") from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        rights = "administrator and case officer" if officer.is_superuser else "case officer"
        self.stdout.write(
            f"{officer.name} is {rights}. The worker mails the link to choose a password to "
            f"{officer.email}."
        )

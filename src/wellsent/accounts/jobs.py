"""The door for the worker."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import job_caller

MAIL = """Somebody, most likely you, asked for a new password for Wellsent.

Open this page to set it. It works once, for a day:

{link}

If it was not you, do nothing: your password stays as it is.
"""


@task()
def mail_reset_link(*, email: str, address: str) -> None:
    """Send a person the link to set a new password; nothing at all for an address without an account.

    The link is made here and not by the page, so that it never lies in the queue and the page answers alike for all.
    Run twice, it sends two links: both work until one is used.
    """
    person = queries.colleagues(job_caller()).filter(email=email).first()
    if person is None:
        return
    link = f"{address}/reset/{actions.make_reset_link(person=person.pk, by=job_caller())}/"
    send_mail("A new password for Wellsent", MAIL.format(link=link), settings.DEFAULT_FROM_EMAIL, [person.email])

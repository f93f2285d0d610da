"""Ten ways to lose a wall: each takes one policy or one `visible_to` away, and the tests must notice."""

import re
from dataclasses import dataclass
from pathlib import Path

LETS_EVERYTHING = "tenant_id = (select app_tenant())"
OF_CLIENT = f"{LETS_EVERYTHING} AND client_id = (select app_client())"  # whatever its visibility


@dataclass(frozen=True)
class Mutant:
    """What is lost: a policy (statements run as the owner after migrating) or a filter (a text of a file, replaced)."""

    words: str
    tests: tuple[str, ...]
    sql: str = ""
    path: str = ""
    before: str = ""
    after: str = ""


RAW, WRITES = "tests/isolation/test_raw_sql.py", "tests/isolation/test_raw_writes.py"
CATALOGUE, MATRIX = "tests/isolation/test_catalogue.py", "tests/isolation/test_matrix.py"
BODIES, API = "tests/isolation/test_bodies.py", "tests/isolation/test_api_matrix.py"


def loosened(table, using=LETS_EVERYTHING):
    return f"ALTER POLICY app ON {table} USING ({using}) WITH CHECK ({using})"


# The five filters are tried with the wall of the database off too: with both standing, either hides the loss of the other.
MUTANTS = (
    Mutant("tickets of other clients", (RAW,), sql=loosened("tickets_ticket")),
    Mutant(
        "internal notes", (RAW,), sql=loosened("tickets_message", f"{LETS_EVERYTHING} AND (select app_is_staff()) OR {OF_CLIENT}")
    ),
    Mutant("private notes about a client", (RAW,), sql=loosened("accounts_clientnote")),
    Mutant("attachments of other tenants", (CATALOGUE, RAW), sql=loosened("files_file", "true")),
    Mutant("who may change an event", (WRITES,), sql="DROP POLICY staff_update ON tickets_event"),
    Mutant(
        "a ticket's page",
        (MATRIX,),
        path="tickets/queries/page.py",
        before="Ticket.objects.visible_to(member).select_related(",
        after="Ticket.objects.all().select_related(",
    ),
    Mutant(
        "a client's page",
        (MATRIX,),
        path="accounts/views/clients.py",
        before="Client.objects.visible_to(request.member), pk=pk",
        after="Client.objects.all(), pk=pk",
    ),
    Mutant(
        "an attachment's download",
        (MATRIX,),
        path="tickets/views/attachments.py",
        before="Attachment.objects.visible_to(request.member)",
        after="Attachment.objects.all()",
    ),
    Mutant(
        "the assignee of a form",
        (BODIES,),
        path="tickets/forms/triage.py",
        before="Membership.objects.visible_to(member).",
        after="Membership.objects.all().",
    ),
    Mutant(
        "the API's tickets",
        (API,),
        path="tickets/api/views.py",
        before="Ticket.objects.visible_to(member).defer(",
        after="Ticket.objects.all().defer(",
    ),
)


def lose_a_policy(sql):
    """Run by the tests' own set-up, as the owner, right after migrating."""
    from django.db import connection  # the script that reads this table runs without Django

    with connection.cursor() as cursor:
        cursor.execute(sql)


def lose_a_filter(root, mutant):
    """Write the file without its filter; returns what undoes it."""
    place = Path(root) / mutant.path
    text = place.read_text()
    if len(re.findall(re.escape(mutant.before), text)) < 1:
        raise SystemExit(f"{mutant.path} no longer holds {mutant.before!r}: choose another mutant")
    place.write_text(text.replace(mutant.before, mutant.after, 1))
    return lambda: place.write_text(text)

"""What nobody is asked for is passed over: a form or call with more fields than it has changes nothing by them (G3)."""

import json

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_in
from tests.isolation import cells, posting, world
from tests.isolation.test_api_matrix import KINDS
from tests.isolation.test_api_matrix import form_of as api_form

pytestmark = pytest.mark.django_db
MARK = "2001-02-03T04:05:06+00:00"
FORMS = ("portal:open-ticket", "portal:messages", "portal:reopening", "desk:new-ticket", "desk:ticket-messages")


def unasked(the_world, *, but=()):
    """Columns of tickets, messages and clocks that only the verbs write, each with a value that nothing else has."""
    staff = the_world.members["administrator", "a"].pk
    fields = {name: MARK for name in ("created_at", "updated_at", "rank_at", "next_due_at", "recorded_at", "at", "resolved_at")}
    fields |= {"number": 987654, "event_count": 987654, "status": "cancelled", "side": "staff", "visibility": "internal"}
    fields |= {name: str(staff) for name in ("by", "author", "assignee", "created_by")}
    fields |= {name: str(the_world.members["administrator", "b"].tenant_id) for name in ("tenant", "tenant_id")}
    fields |= {name: str(the_world.objects[world.FOREIGN_CLIENT]["client"].pk) for name in ("client", "client_id")}
    return {name: value for name, value in fields.items() if name not in but}


def shown(the_world):
    """What the unasked fields would have made, counted; and the other tenant's fingerprint."""
    tenant, staff = the_world.members["administrator", "a"].tenant, the_world.members["administrator", "a"].pk
    with acting_in(tenant, SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM tickets_ticket t WHERE to_jsonb(t)::text LIKE %(at)s"
            " OR to_jsonb(t)::text LIKE %(number)s OR status = 'cancelled' OR assignee_id = %(staff)s),"
            " (SELECT count(*) FROM tickets_message m WHERE to_jsonb(m)::text LIKE %(at)s OR visibility = 'internal'"
            " OR author_id = %(staff)s),"
            " (SELECT count(*) FROM tickets_clock c WHERE to_jsonb(c)::text LIKE %(at)s),"
            " (SELECT count(*) FROM tickets_ticket WHERE client_id = %(client)s)",
            {
                "at": "%2001-02-03%",
                "number": "%987654%",
                "staff": staff,
                "client": the_world.objects[world.FOREIGN_CLIENT]["client"].pk,
            },
        )
        counted = cursor.fetchone()
    return counted, cells.fingerprint(the_world.members["administrator", "b"].tenant)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_takes_only_what_it_asks_for(name, the_world):
    asked = posting.form_of(name, the_world.objects[world.OURS])
    before, seen = shown(the_world), []
    browser = the_world.browsers[posting.rightful(the_world, name), "a"]
    data = unasked(the_world, but=asked) | asked | ({"kind": "reply"} if name == "desk:ticket-messages" else {})
    path = posting.address(the_world, name)
    answer = cells.ask(browser, "post", path, data, after=lambda: seen.append(shown(the_world)))

    assert answer.status_code == 302
    assert seen == [before]


@pytest.mark.parametrize("name", ["api:tickets", "api:messages"])
def test_a_contacts_call_takes_only_what_it_may_send(name, the_world):
    before, seen, ours = shown(the_world), [], the_world.objects[world.OURS]
    ids = {parameter: ours[kind].pk for parameter, kind in KINDS[name].items()}
    asked = {key: value for key, value in api_form(name, ours).items() if key != "client"}
    headers = {"Authorization": f"Bearer {the_world.tokens['contact manager', 'a']}"}
    data = json.dumps(unasked(the_world) | asked)
    after = lambda: seen.append(shown(the_world))  # noqa: E731
    answer = cells.ask(Browser(), "post", reverse(name, kwargs=ids), data, headers=headers, is_json=True, after=after)

    assert answer.status_code == 201
    assert seen == [before]

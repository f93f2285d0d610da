"""Nothing that anybody types is a mistake of ours: every field and parameter takes absurd values without an answer of 500."""

from collections import Counter

import pytest
from django import forms
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from tests.isolation import posting, routes, world
from tests.isolation.garbage import BODIES, GARBAGE, IS_WHOLE, SHORT, encoded, tried

pytestmark = pytest.mark.django_db

OTHERWISE = {
    "desk:ticket-messages": {"kind": "reply", "channel": "phone"},
    "manage:contact": {"is_approver": "on"},
    "manage:new-calendar": {"kind": "custom"},
}
USUAL = SHORT if IS_WHOLE else {name: GARBAGE[name] for name in ("nul", "surrogate", "huge", "far cursor", "far key")}
PARAMETERS = (
    *("q", "page", "after", "before", "cursor", "limit", "ordering", "as", "view", "level", "severity", "client", "status"),
    *("due", "type", "product", "follows_up", "state", "kind", "tier", "compose", "updated_since", "number", "received_at"),
    *("title", "requester", "next", "v", "choose"),
)


@pytest.mark.parametrize("name", sorted(routes.GUARDED))
def test_no_parameter_of_an_address_breaks_a_page(name, the_world):
    browser, path = the_world.browsers[posting.rightful(the_world, name), "a"], posting.address(the_world, name)
    joint = "&" if "?" in path else "?"
    wrong = []
    for what, text in USUAL.items():
        for parameters in [(one,) for one in PARAMETERS] if IS_WHOLE else [PARAMETERS]:
            query = "&".join(f"{one}={encoded(text)}" for one in parameters)
            wrong += tried(browser, "get", f"{path}{joint}{query}", {}, name, what, *parameters[:1])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", posting.posted())
def test_no_field_of_a_form_breaks_the_answer(name, the_world):
    """Besides what a rightful form holds the fields that only another choice makes count.

    What a field takes goes on to the form and the action, so it is asked alone, and so is one value that it refuses; more that
    is refused comes in all fields at once, unless the whole matrix is asked for.
    """
    role, path = posting.rightful(the_world, name), posting.address(the_world, name)
    browser, good = the_world.browsers[role, "a"], posting.form_of(name, the_world.objects[world.OURS]) | OTHERWISE.get(name, {})
    wrong, together = [], {}
    for key, (_form, field) in fields_of(the_world, name):
        for part in posting.parts(key, field):
            is_refused = False
            for what, text in values_for(field):
                if is_refused and not IS_WHOLE and refuses(field, part, text):
                    together.setdefault(what, {})[part] = text
                    continue
                is_refused = is_refused or refuses(field, part, text)
                wrong += tried(browser, "post", path, good | {part: text}, name, part, what)
    for what, texts in together.items():
        wrong += tried(browser, "post", path, good | texts, name, "all fields", what)
    assert not wrong, "\n".join(wrong)


def refuses(field, part, text):
    """Whether the field alone does not take a text."""
    if isinstance(field, forms.MultiValueField):
        return False
    try:
        field.clean(field.widget.value_from_datadict(MultiValueDict({part: [text]}), {}, part))
    except forms.ValidationError:
        return True
    return False


def fields_of(the_world, name, alike=2):
    """The fields of a route's forms; of a table of cells that are alike the first few, unless everything is asked."""
    count = Counter()
    for key, (form, field) in posting.bound_fields(the_world, name).items():
        count[type(field)] += 1
        if IS_WHOLE or count[type(field)] <= alike:
            yield key, (form, field)


def values_for(field):
    if IS_WHOLE:
        return GARBAGE.items()
    if isinstance(field, forms.FileField):
        return ()
    if isinstance(field, forms.DateField | forms.DateTimeField):
        chosen = ("last year", "first year", "far zone", "nul")
    elif isinstance(field, forms.IntegerField | forms.DecimalField):
        chosen = ("beyond bigint", "not a number", "infinite", "nul", "huge", "digits")
    elif isinstance(field, forms.ChoiceField | forms.UUIDField | forms.BooleanField):
        chosen = ("nul",)
    else:
        chosen = ("text", "surrogate", "nul")
    return [(what, GARBAGE[what]) for what in chosen]


@pytest.mark.parametrize("kind, body", BODIES)
@pytest.mark.parametrize("name", ["portal:messages", "desk:ticket-messages"])
def test_no_body_of_a_form_breaks_the_answer(name, kind, body, the_world):
    browser, path = the_world.browsers[posting.rightful(the_world, name), "a"], posting.address(the_world, name)
    with transaction.atomic():
        answer = browser.generic("POST", path, body, content_type=kind)
        transaction.set_rollback(True)

    assert answer.status_code < 500

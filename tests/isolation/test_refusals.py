"""A form that is refused is answered with 422, whoever's page it stands on, so that no program takes it for done."""

import pytest

from tests.isolation import posting, world

pytestmark = pytest.mark.django_db
SENTENCE = "no\x00such\x00value"


def refused_forms(seen):
    """Those that were sent and are refused; a form that was never sent may stand beside them."""
    return sorted({type(form).__name__ for form in seen if form.is_bound and form.errors})


@pytest.mark.parametrize("name", posting.posted())
def test_no_page_answers_a_refused_form_as_if_it_were_done(name, the_world):
    """Sent with nothing in it, and with something in each field that no field takes."""
    good = posting.form_of(name, the_world.objects[world.OURS])
    wrong = []
    for sent in ({"nothing": "said"}, {key: SENTENCE for key in good}):
        with posting.forms_seen() as seen:
            answer = posting.send(the_world, name, sent)
        forms = refused_forms(seen)
        if forms and answer.status_code != 422:
            wrong.append(f"{name} answers {answer.status_code}, refusing {forms}")

    assert not wrong, "\n".join(wrong)

"""Fields of forms: label, control, error and hint are tied together, and what was typed is shown as text."""

from django import forms
from django.template import Context, Template

from common.form_fields import field, form_errors


class Sample(forms.Form):
    subject = forms.CharField(label="Summary", help_text="One line")
    body = forms.CharField(widget=forms.Textarea, required=False)
    severity = forms.ChoiceField(choices=[("a", "<Critical>"), ("b", "Major")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False, label="Tell my manager")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_label_control_and_hint_belong_together():
    html = field(Sample()["subject"])

    assert '<label for="id_subject">Summary</label>' in html
    assert 'aria-describedby="id_subject_hint"' in html
    assert '<span class="field-hint" id="id_subject_hint">One line</span>' in html
    assert 'class="input"' in html
    assert " required" in html
    assert "aria-invalid" not in html


def test_an_error_is_named_before_the_hint_and_marks_the_control():
    html = field(Sample({})["subject"])

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_subject_error id_subject_hint"' in html
    assert html.index('id="id_subject_error"') < html.index('id="id_subject_hint"')
    assert "This field is required." in html


def test_what_may_stay_empty_says_so_unless_told_otherwise():
    assert "optional" in field(Sample()["body"])
    assert "optional" not in field(Sample()["body"], optional=False)


def test_what_was_typed_comes_back_as_text():
    html = field(Sample({"subject": '"><script>alert(1)</script>'})["subject"])

    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend_and_escapes_its_words():
    html = field(Sample({})["severity"])

    assert '<fieldset class="field" id="id_severity" aria-describedby="id_severity_error">' in html
    assert "<legend>Severity</legend>" in html
    assert html.count('type="radio"') == 2
    assert "&lt;Critical&gt;" in html


def test_a_box_stands_inside_its_label_and_a_hidden_field_is_bare():
    assert '<label class="check"><input type="checkbox"' in field(Sample()["agreed"])
    assert field(Sample()["token"]) == '<input type="hidden" name="token" id="id_token">'


def test_the_summary_links_each_error_to_its_field():
    form = Sample({})
    form.add_error(None, "The <contract> ended yesterday")

    html = form_errors(form)

    assert "<strong>3 things to fix</strong>" in html
    assert '<a href="#id_subject">Summary</a>' in html
    assert '<a href="#id_severity">Severity</a>' in html
    assert "The &lt;contract&gt; ended yesterday" in html
    assert 'role="alert"' in html


def test_a_form_without_errors_has_no_summary():
    assert form_errors(Sample()) == ""
    assert form_errors(Sample({"subject": "x", "severity": "a"})) == ""


def test_a_link_beside_the_label_and_no_hint_when_none_is_wanted():
    page = Template('{% field form.subject hint="" link_url="/reset/" link_text="Forgot it?" %}')

    html = page.render(Context({"form": Sample()}))

    assert '<a class="xs" href="/reset/">Forgot it?</a>' in html
    assert "One line" not in html

"""What is wrong with a file, a line or an option is said in a sentence; the rest goes on."""

import pytest
from django.core.management import CommandError

from accounts.models import Client
from accounts.tenancy import SYSTEM, acting_in
from tests.importing.command import run
from tests.importing.logs import COLUMNS, line, log
from tickets.importing.mapping import SERVICENOW, LogMapping, MappingRefused
from tickets.models import Ticket


@pytest.fixture
def written(tmp_path):
    def write(text, name="log.csv"):
        path = tmp_path / name
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        return path

    return write


def refusal(*args, **options):
    with pytest.raises(CommandError) as refused:
        run(*args, **options)
    return str(refused.value)


def test_missing_columns_are_named_all_at_once(boss, written):
    kept = [column for column in COLUMNS if column not in ("incident_state", "opened_at")]

    told = refusal(boss.tenant, written(log(columns=kept)))

    assert told == "The file lacks the columns incident_state, opened_at. Nothing was imported."


@pytest.mark.parametrize("content", ["", "\n", "not,a,log\n1,2,3\n", "\x00\x01", b"\x89PNG\r\n\x1a\n\xff"])
def test_a_file_that_is_no_such_log_is_refused(boss, written, content):
    assert refusal(boss.tenant, written(content)).startswith("The file lacks the columns number,")


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(boss, tmp_path):
    assert refusal(boss.tenant, tmp_path / "none.csv") == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory."
    assert refusal(boss.tenant, tmp_path) == f"{tmp_path} cannot be read: Is a directory."


def test_unknown_tenant_tier_and_zone_are_refused(boss, written):
    path = written(log(line()))
    stranger = type(boss.tenant)(slug="nowhere")

    assert refusal(stranger, path) == "There is no tenant “nowhere”."
    assert refusal(boss.tenant, path, tier="Gold") == (
        "There is no tier “Gold”. Choose one of: Best effort, Basic, Standard, Premium, Enterprise."
    )
    assert "“Brazil” is not a time zone we know" in refusal(boss.tenant, path, zone="Brazil")
    with acting_in(boss.tenant, SYSTEM):
        assert not Client.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"sys_updated_at": "2026-06-01"}, "its sys_updated_at “2026-06-01” is not a time such as 29-02-2016 13:45"),
        ({"sys_updated_at": "31-02-2026 10:00"}, "its sys_updated_at “31-02-2026 10:00” is not a time"),
        ({"opened_at": "?"}, "its opened_at is missing"),
        ({"incident_state": "-100"}, "the mapping does not know its incident_state “-100”"),
        ({"priority": "?"}, "its priority is missing"),
        ({"sys_mod_count": "two"}, "its sys_mod_count “two” is not a number"),
        ({"location": "L" * 161}, "its location is longer than 160 characters"),
        ({"category": "a,b"}, "it has 19 cells, the header 18"),
        ({"category": '"open'}, "it is not CSV"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else next(iter(value)),
)
def test_a_broken_line_is_reported_and_leaves_out_its_own_incident_only(boss, written, wrong, reason):
    lines = [line(number="INC1"), line(number="INC2"), line(number="INC1", **wrong), line(number="INC3")]

    told = run(boss.tenant, written(log(*lines)))

    assert "Rows read:           4\nIncidents in them:   3\nTickets made:        2\n" in told
    assert f"line 4 of INC1, which was skipped: {reason}" in told
    mended = run(boss.tenant, written(log(*lines[:2], lines[3])))
    assert "Tickets made:        1\nAlready there:       2\n" in mended


def test_bytes_that_are_no_text_and_lines_without_a_number_are_reported(boss, written):
    lines = [line(number="INC1", category="caf\xe9"), line(number="?"), "", line(number="INC2")]

    told = run(boss.tenant, written(log(*lines).encode("latin-1")))

    assert "line 2 of INC1, which was skipped: it is not UTF-8" in told
    assert "line 3: its number is missing" in told
    assert "Tickets made:        1\n" in told


def test_a_mapping_of_ones_own_gives_other_meanings(boss, written):
    mine = SERVICENOW.read_text().replace('"3 - Moderate" = "minor"', '"3 - Moderate" = "major"')

    run(boss.tenant, written(log(line())), mapping=written(mine, "mine.toml"))

    with acting_in(boss.tenant, SYSTEM):
        assert Ticket.objects.get().severity == "major"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"1 - Critical" = "critical"', '"1 - Critical" = "urgent"', "gives “1 - Critical” the severity “urgent”. Use one of:"),
        ('"New" = "new"', '"New" = "fresh"', "gives “New” the status “fresh”. Use one of:"),
        ('number = "number"', "", "names no column for number"),
        ('missing = "?"', "", "lacks 'missing'"),
        ("[clients]", "[clients", "is not valid TOML"),
        ('"Group 70" = 1', '"Group 70" = 7', "gives “Group 70” the level “7”"),
        ("[severities]", "[[severities]]", "has a table or a text where another belongs"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(written, before, after, told):
    text = SERVICENOW.read_text()
    assert before in text

    with pytest.raises(MappingRefused, match=told.replace("[", r"\[")):
        LogMapping.read(written(text.replace(before, after, 1), "mine.toml"))


def test_a_ticket_type_that_the_tenant_lacks_is_refused(boss, written):
    mine = SERVICENOW.read_text().replace('type = "incident"', 'type = "outage"')

    told = refusal(boss.tenant, written(log(line())), mapping=written(mine, "mine.toml"))

    assert told == "There is no ticket type “outage”. Choose one in the mapping."

"""Small logs written for one question each."""

COLUMNS = """number incident_state sys_mod_count sys_updated_at opened_at sys_created_at resolved_at closed_at priority location
assignment_group assigned_to reopen_count made_sla category subcategory u_symptom caller_id""".split()
USUAL = {
    "number": "INC1",
    "incident_state": "New",
    "sys_mod_count": "0",
    "sys_updated_at": "01-06-2026 10:00",
    "opened_at": "01-06-2026 10:00",
    "priority": "3 - Moderate",
    "location": "Location 7",
    "assignment_group": "Group 70",
    "reopen_count": "0",
    "made_sla": "TRUE",
    "category": "Category 5",
}


def line(**given):
    """One update; what is not given is as usual or missing."""
    return ",".join({**dict.fromkeys(COLUMNS, "?"), **USUAL, **given}[column] for column in COLUMNS)


def log(*lines, columns=COLUMNS):
    """A whole file."""
    return "\n".join([",".join(columns), *lines]) + "\n"

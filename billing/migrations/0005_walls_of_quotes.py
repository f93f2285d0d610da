"""The policies of quotes, consent and credits: a client reads what was sent to it and may answer it; what was sent stays."""

from django.db import migrations

from common.walls import APP, INSIDE, OWN_CLIENT, STAFF, system_may_ask, wall

REFUSE = "USING ERRCODE = 'check_violation'"
OF_SENT = (
    "EXISTS (SELECT 1 FROM billing_quoteversion v WHERE v.tenant_id = billing_quoteline.tenant_id"
    " AND v.id = billing_quoteline.version_id AND v.state <> 'draft')"
)
# What becomes of an offer may be written down; what it says may not, and an answer is given once.
KEEP_VERSION = f"""
CREATE FUNCTION billing_keep_sent_quotes() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE answers text[] := ARRAY['state', 'decided_at', 'decided_by_id', 'accepted_sha256', 'reason', 'order_reference',
  'passed_on_at', 'passed_on_by_id', 'work_at'];
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - answers IS DISTINCT FROM to_jsonb(OLD) - answers
     OR (OLD.state <> 'sent' AND to_jsonb(NEW) - 'work_at' IS DISTINCT FROM to_jsonb(OLD) - 'work_at') THEN
    RAISE EXCEPTION 'a quote that was sent is never changed' {REFUSE};
  END IF;
  RETURN NEW;
END $body$
"""
APPROVES = (
    "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = (select app_member()) AND m.is_approver AND m.ended_at IS NULL)"
)
STATE = "(SELECT state FROM billing_quoteversion WHERE tenant_id = {row}.tenant_id AND id = {row}.version_id)"
KEEP_LINE = f"""
CREATE FUNCTION billing_keep_sent_quote_lines() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') AND {STATE.format(row="OLD")} <> 'draft'
     OR TG_OP IN ('INSERT', 'UPDATE') AND {STATE.format(row="NEW")} <> 'draft' THEN
    RAISE EXCEPTION 'the lines of a quote that was sent are never changed' {REFUSE};
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $body$
"""


def read_when(table, condition, *, may_write="false", grants="SELECT, INSERT, UPDATE, DELETE"):
    """The wall of a table whose rows a client reads under a condition, and may leave as `may_write` says."""
    using = f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND {condition}))"
    return wall(table, using=using, check=f"{INSIDE} AND ({STAFF} OR ({OWN_CLIENT} AND {may_write}))", grants=grants)


def staff_alone(table, *verbs):
    """Verbs that no contact may use on what it reads."""
    made, gone = [], []
    for verb in verbs:
        how = f"WITH CHECK ({STAFF})" if verb == "INSERT" else f"USING ({STAFF})"
        made.append(f"CREATE POLICY staff_{verb.lower()} ON {table} AS RESTRICTIVE FOR {verb} TO {APP} {how}")
        gone.append(f"DROP POLICY staff_{verb.lower()} ON {table}")
    return migrations.RunSQL(made, gone)


def answered_while(table, condition):
    """Of the contacts only who approves changes a row, and only while it waits for an answer (C-22)."""
    return migrations.RunSQL(
        [
            f"CREATE POLICY answer ON {table} AS RESTRICTIVE FOR UPDATE TO {APP}"
            f" USING ({STAFF} OR ({condition} AND {APPROVES})) WITH CHECK ({STAFF} OR {OWN_CLIENT})"
        ],
        [f"DROP POLICY answer ON {table}"],
    )


def kept(table, function, text, verbs):
    return migrations.RunSQL(
        [text, f"CREATE TRIGGER keep_sent BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"],
        [f"DROP TRIGGER keep_sent ON {table}", f"DROP FUNCTION {function}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_work_is_quoted_and_consented_to"), ("accounts", "0003_walls")]

    operations = [
        read_when("billing_quote", "offered_at IS NOT NULL"),
        staff_alone("billing_quote", "INSERT", "UPDATE", "DELETE"),
        read_when("billing_quoteversion", "state <> 'draft'", may_write="state IN ('sent', 'accepted', 'declined')"),
        staff_alone("billing_quoteversion", "INSERT", "DELETE"),
        answered_while("billing_quoteversion", "state = 'sent'"),
        read_when("billing_quoteline", OF_SENT),
        staff_alone("billing_quoteline", "INSERT", "UPDATE", "DELETE"),
        read_when("billing_consentrequest", "true", may_write="true", grants="SELECT, INSERT, UPDATE"),
        staff_alone("billing_consentrequest", "INSERT"),
        answered_while("billing_consentrequest", "state = 'asked'"),
        read_when("billing_creditproposal", "state = 'approved'", grants="SELECT, INSERT, UPDATE"),
        staff_alone("billing_creditproposal", "INSERT", "UPDATE"),
        kept("billing_quoteversion", "billing_keep_sent_quotes", KEEP_VERSION, "UPDATE OR DELETE"),
        kept("billing_quoteline", "billing_keep_sent_quote_lines", KEEP_LINE, "INSERT OR UPDATE OR DELETE"),
        system_may_ask("billing_quoteversion", "tenant_id, work_at"),
        system_may_ask("billing_consentrequest", "tenant_id, work_at"),
    ]

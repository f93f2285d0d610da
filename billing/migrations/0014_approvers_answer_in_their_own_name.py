"""Approvers answer in their own name, rewrite nothing of what was asked, and nobody else opens a cap (C-22, C-23, C-35)."""

from django.db import migrations

from common.walls import APP, OWN_CLIENT, STAFF

APPROVES = (
    "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = (select app_member()) AND m.is_approver AND m.ended_at IS NULL)"
)
MINE = "decided_by_id = (select app_member())"
PASSED_ON = "state = 'sent' AND decided_by_id IS NULL AND passed_on_by_id = (select app_member())"
KEEP_ASKED = """
CREATE FUNCTION billing_keep_what_was_asked() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE answers text[] := ARRAY['state', 'decided_at', 'decided_by_id', 'approved_amount', 'added_minutes', 'reason', 'work_at'];
BEGIN
  IF current_setting('app.audience', true) = 'client' AND to_jsonb(NEW) - answers IS DISTINCT FROM to_jsonb(OLD) - answers THEN
    RAISE EXCEPTION 'whoever answers a question does not change it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $body$
"""


def answered_by(table, condition, said):
    """The policy of answers with what an answer may say in place of what only names the client; and back."""
    drop = f"DROP POLICY answer ON {table}"
    create = (
        f"CREATE POLICY answer ON {table} AS RESTRICTIVE FOR UPDATE TO {APP}"
        f" USING ({STAFF} OR ({condition} AND {APPROVES})) WITH CHECK ({STAFF} OR {{}})"
    )
    return migrations.RunSQL([drop, create.format(f"({OWN_CLIENT} AND ({said}))")], [drop, create.format(OWN_CLIENT)])


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_walls_of_claims"), ("contracts", "0012_walls_of_the_ledger")]

    operations = [
        answered_by("billing_quoteversion", "state = 'sent'", f"{MINE} OR ({PASSED_ON})"),
        answered_by("billing_consentrequest", "state = 'asked'", MINE),
        migrations.RunSQL(
            [
                KEEP_ASKED,
                "CREATE TRIGGER keep_asked BEFORE UPDATE ON billing_consentrequest"
                " FOR EACH ROW EXECUTE FUNCTION billing_keep_what_was_asked()",
            ],
            ["DROP TRIGGER keep_asked ON billing_consentrequest", "DROP FUNCTION billing_keep_what_was_asked()"],
        ),
        migrations.RunSQL(
            [
                f"CREATE POLICY approver_insert ON contracts_spendingcap AS RESTRICTIVE FOR INSERT TO {APP}"
                f" WITH CHECK ({STAFF} OR {APPROVES})"
            ],
            ["DROP POLICY approver_insert ON contracts_spendingcap"],
        ),
    ]

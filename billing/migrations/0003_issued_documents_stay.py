"""What an issued document says is changed and deleted by nobody, raw SQL included (C-63, C-64)."""

from django.db import migrations

REFUSE = "USING ERRCODE = 'check_violation'"
STATE = "(SELECT state FROM billing_invoice WHERE tenant_id = {row}.tenant_id AND id = {row}.invoice_id)"

OF_INVOICE = f"""
CREATE FUNCTION billing_keep_issued() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE moving text[] := ARRAY['state', 'paid', 'credited', 'settled', 'pdf_id'];
BEGIN
  IF OLD.state = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an issued document is never deleted' {REFUSE};
  END IF;
  IF NEW.state = 'draft' OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
     OR (OLD.pdf_id IS NOT NULL AND NEW.pdf_id IS DISTINCT FROM OLD.pdf_id) THEN
    RAISE EXCEPTION 'an issued document is never changed' {REFUSE};
  END IF;
  RETURN NEW;
END $body$
"""
OF_LINE = f"""
CREATE FUNCTION billing_keep_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') AND {STATE.format(row="OLD")} <> 'draft'
     OR TG_OP IN ('INSERT', 'UPDATE') AND {STATE.format(row="NEW")} <> 'draft' THEN
    RAISE EXCEPTION 'the lines of an issued document are never changed' {REFUSE};
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $body$
"""
# The source of an issued line may be let go, when the line is credited, and never taken up again.
OF_SOURCE = f"""
CREATE FUNCTION billing_keep_issued_sources() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  held uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.line_id ELSE OLD.line_id END;
  stage text := (SELECT i.state FROM billing_invoiceline l
    JOIN billing_invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id WHERE l.id = held);
BEGIN
  IF stage <> 'draft' AND (TG_OP <> 'UPDATE' OR NEW.is_live
     OR to_jsonb(NEW) - 'is_live' IS DISTINCT FROM to_jsonb(OLD) - 'is_live') THEN
    RAISE EXCEPTION 'what an issued line charges is never changed' {REFUSE};
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $body$
"""


def kept(table, function, text, verbs):
    return migrations.RunSQL(
        [
            text,
            f"CREATE TRIGGER keep_issued BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        ],
        [f"DROP TRIGGER keep_issued ON {table}", f"DROP FUNCTION {function}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_walls")]

    operations = [
        kept("billing_invoice", "billing_keep_issued", OF_INVOICE, "UPDATE OR DELETE"),
        kept("billing_invoiceline", "billing_keep_issued_lines", OF_LINE, "INSERT OR UPDATE OR DELETE"),
        kept("billing_linesource", "billing_keep_issued_sources", OF_SOURCE, "INSERT OR UPDATE OR DELETE"),
    ]

"""What the policies ask of the open context; each raises when the context lacks what it needs (`decisions.md` 13, 14)."""

from django.db import migrations

TEXT = """
CREATE FUNCTION {name}() RETURNS {returns} LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$
DECLARE found text := coalesce(current_setting('app.{setting}', true), '');
BEGIN
  {check}
  RETURN {value};
END $body$
"""
RAISE = "RAISE EXCEPTION 'no {what} in this context' USING ERRCODE = '42501';"


def function(name, setting, value, *, returns="text", check=""):
    return migrations.RunSQL(
        TEXT.format(name=name, setting=setting, value=value, returns=returns, check=check), f"DROP FUNCTION {name}()"
    )


def required(what):
    return "IF found = '' THEN " + RAISE.format(what=what) + " END IF;"


NEEDS_MEMBER = (
    required("audience")
    + " IF found IN ('staff', 'client') AND coalesce(current_setting('app.member', true), '') = '' THEN "
    + RAISE.format(what="member")
    + " END IF;"
)
OPTIONAL_ID = "nullif(found, '')::uuid"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        function("app_scope", "scope", "found", check=required("scope")),
        function("app_tenant", "tenant", "found::uuid", returns="uuid", check=required("tenant")),
        function("app_audience", "audience", "found", check=NEEDS_MEMBER),
        function("app_is_staff", "audience", "found IN ('staff', 'system')", returns="boolean", check=NEEDS_MEMBER),
        function("app_is_system", "audience", "found = 'system'", returns="boolean", check=NEEDS_MEMBER),
        function("app_is_nobody", "audience", "found = 'nobody'", returns="boolean", check=NEEDS_MEMBER),
        function("app_in_tenant", "audience", "found IN ('staff', 'client', 'system')", returns="boolean", check=NEEDS_MEMBER),
        function("app_client", "client", OPTIONAL_ID, returns="uuid"),
        function("app_member", "member", OPTIONAL_ID, returns="uuid"),
        function("app_person", "person", OPTIONAL_ID, returns="uuid"),
        # Asked before a tenant is known; it tells an id for a slug and no more.
        migrations.RunSQL(
            [
                "CREATE FUNCTION tenant_by_slug(wanted text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER "
                "SET search_path = pg_catalog, public AS $body$ SELECT id FROM public.accounts_tenant WHERE slug = wanted $body$",
                "REVOKE ALL ON FUNCTION tenant_by_slug(text) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION tenant_by_slug(text) TO supportdesk_app",
            ],
            "DROP FUNCTION tenant_by_slug(text)",
        ),
    ]

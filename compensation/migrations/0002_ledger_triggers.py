"""Ledger entries and published policies can't be changed or deleted, whoever writes the SQL."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER ledger_entries_never_change BEFORE UPDATE ON compensation_ledgerentry
BEGIN SELECT RAISE(ABORT, 'ledger entries never change'); END;
CREATE TRIGGER ledger_entries_are_never_deleted BEFORE DELETE ON compensation_ledgerentry
BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
CREATE TRIGGER published_policies_never_change BEFORE UPDATE ON compensation_policyversion
WHEN OLD.state = 'published'
BEGIN SELECT RAISE(ABORT, 'published policies never change'); END;
CREATE TRIGGER published_policies_are_never_deleted BEFORE DELETE ON compensation_policyversion
WHEN OLD.state = 'published'
BEGIN SELECT RAISE(ABORT, 'published policies are never deleted'); END;
"""
_SQLITE_BACK = """
DROP TRIGGER ledger_entries_never_change;
DROP TRIGGER ledger_entries_are_never_deleted;
DROP TRIGGER published_policies_never_change;
DROP TRIGGER published_policies_are_never_deleted;
"""
_POSTGRESQL = """
CREATE FUNCTION compensation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows never change and are never deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_entries_never_change
BEFORE UPDATE OR DELETE ON compensation_ledgerentry
FOR EACH ROW EXECUTE FUNCTION compensation_refuse_change();
CREATE TRIGGER published_policies_never_change
BEFORE UPDATE OR DELETE ON compensation_policyversion
FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION compensation_refuse_change();
"""
_POSTGRESQL_BACK = """
DROP TRIGGER published_policies_never_change ON compensation_policyversion;
DROP TRIGGER ledger_entries_never_change ON compensation_ledgerentry;
DROP FUNCTION compensation_refuse_change();
"""


def _split(script):
    """SQLite takes one statement at a time, and a trigger's body holds a semicolon itself."""
    return [part.strip() for part in script.replace("END;", "END;\0").split("\0") if part.strip()]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL, params=None)  # its % is not a placeholder
    else:
        for statement in _split(_SQLITE):
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL_BACK, params=None)
    else:
        for statement in _SQLITE_BACK.strip().splitlines():
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("compensation", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

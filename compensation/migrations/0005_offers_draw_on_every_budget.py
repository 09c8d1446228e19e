"""An offer draws on every budget it has to fit: written once, never changed, never deleted."""

import django.db.models.deletion
from django.db import migrations, models

_SQLITE = [
    """CREATE TRIGGER budget_draws_never_change BEFORE UPDATE ON compensation_budgetdraw
    BEGIN SELECT RAISE(ABORT, 'budget draws never change'); END""",
    """CREATE TRIGGER budget_draws_are_never_deleted BEFORE DELETE ON compensation_budgetdraw
    BEGIN SELECT RAISE(ABORT, 'budget draws are never deleted'); END""",
]
_SQLITE_BACK = [
    "DROP TRIGGER budget_draws_never_change",
    "DROP TRIGGER budget_draws_are_never_deleted",
]
#: The function is that of 0002.
_POSTGRESQL = [
    """CREATE TRIGGER budget_draws_never_change
    BEFORE UPDATE OR DELETE ON compensation_budgetdraw
    FOR EACH ROW EXECUTE FUNCTION compensation_refuse_change()""",
]
_POSTGRESQL_BACK = ["DROP TRIGGER budget_draws_never_change ON compensation_budgetdraw"]


def guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _POSTGRESQL_BACK if is_postgresql else _SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("compensation", "0004_budgets_by_cause_and_person")]
    operations = [
        # As long as the codes of the cause tree may be.
        migrations.AlterField(
            model_name="budget", name="cause", field=models.CharField(blank=True, max_length=60)
        ),
        migrations.AlterField(
            model_name="historicalbudget",
            name="cause",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.CreateModel(
            name="BudgetDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="compensation.budget",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="compensation.offer",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("offer", "budget"), name="an_offer_draws_on_a_budget_once"
                    )
                ],
            },
        ),
        # What was promised before stays in the one budget it was reserved in.
        migrations.RunSQL(
            """INSERT INTO compensation_budgetdraw (offer_id, budget_id)
            SELECT id, budget_id FROM compensation_offer WHERE budget_id IS NOT NULL ORDER BY id""",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(guard, unguard),
    ]

"""All tables of a new desk in one step, with the triggers of 0002."""

import django.db.models.deletion
import django.db.models.expressions
import reviews.models.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


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

    replaces = [('compensation', '0001_initial'), ('compensation', '0002_ledger_triggers'), ('compensation', '0003_payout_batches_and_codes'), ('compensation', '0004_budgets_by_cause_and_person')]

    initial = True

    dependencies = [
        ('reviews', '0001_squashed_0010_queue_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(blank=True, choices=[('cash', 'Cash'), ('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('refund', 'Refund'), ('replacement', 'Replacement')], max_length=13)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('cap_fen', models.PositiveBigIntegerField()),
                ('reserved_fen', models.PositiveBigIntegerField(default=0)),
                ('spent_fen', models.PositiveBigIntegerField(default=0)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to='reviews.shop')),
                ('cause', models.CharField(blank=True, max_length=40)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='reviews.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_budget_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('cap_fen__gte', django.db.models.expressions.CombinedExpression(models.F('reserved_fen'), '+', models.F('spent_fen')))), name='a_budget_is_never_overdrawn'), models.UniqueConstraint(condition=models.Q(('person__isnull', True)), fields=('shop', 'kind', 'cause', 'starts_on'), name='a_shop_has_one_budget_a_kind_cause_and_start'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('shop', 'kind', 'cause', 'person', 'starts_on'), name='a_person_has_one_budget_a_kind_cause_and_start')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalBudget',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(blank=True, choices=[('cash', 'Cash'), ('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('refund', 'Refund'), ('replacement', 'Replacement')], max_length=13)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('cap_fen', models.PositiveBigIntegerField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
                ('cause', models.CharField(blank=True, max_length=40)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
            ],
            options={
                'verbose_name': 'historical budget',
                'verbose_name_plural': 'historical budgets',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPolicyVersion',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=9)),
                ('rules', models.JSONField()),
                ('effective_from', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'verbose_name': 'historical policy version',
                'verbose_name_plural': 'historical policy versions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LedgerCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField()),
                ('entries', models.PositiveIntegerField()),
                ('is_balanced', models.BooleanField()),
                ('findings', models.JSONField(default=list)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ledger_checks', to='reviews.shop')),
            ],
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=9)),
                ('rules', models.JSONField()),
                ('effective_from', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policy_versions', to='reviews.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'number'), name='policy_versions_are_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('effective_from__isnull', False), ('published_at__isnull', False), ('state', 'published')), models.Q(('published_at__isnull', True), ('state', 'draft')), _connector='OR'), name='a_published_version_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='CodeStock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('replacement', 'Replacement')], max_length=13)),
                ('value_fen', models.PositiveBigIntegerField(default=0)),
                ('low_at', models.PositiveIntegerField(default=10)),
                ('is_open', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_stocks', to='reviews.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'name'), name='a_shop_names_a_code_stock_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCodeStock',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('name', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('replacement', 'Replacement')], max_length=13)),
                ('value_fen', models.PositiveBigIntegerField(default=0)),
                ('low_at', models.PositiveIntegerField(default=10)),
                ('is_open', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'verbose_name': 'historical code stock',
                'verbose_name_plural': 'historical code stocks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPayoutBatch',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Being gathered'), ('exported', 'Exported, no answer yet'), ('partly', 'Partly answered'), ('answered', 'Fully answered'), ('closed', 'Closed'), ('recalled', 'Recalled'), ('discarded', 'Discarded')], default='draft', max_length=9)),
                ('preset_name', models.CharField(max_length=60)),
                ('layout', models.JSONField()),
                ('gathered_by', models.JSONField(default=dict)),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('exported_at', models.DateTimeField(blank=True, null=True)),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('word', models.CharField(blank=True, max_length=200)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('edited_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('exported_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('handed_over_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'verbose_name': 'historical payout batch',
                'verbose_name_plural': 'historical payout batchs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPayoutPreset',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('name', models.CharField(max_length=60)),
                ('layout', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'verbose_name': 'historical payout preset',
                'verbose_name_plural': 'historical payout presets',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PayoutBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Being gathered'), ('exported', 'Exported, no answer yet'), ('partly', 'Partly answered'), ('answered', 'Fully answered'), ('closed', 'Closed'), ('recalled', 'Recalled'), ('discarded', 'Discarded')], default='draft', max_length=9)),
                ('preset_name', models.CharField(max_length=60)),
                ('layout', models.JSONField()),
                ('gathered_by', models.JSONField(default=dict)),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('exported_at', models.DateTimeField(blank=True, null=True)),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('word', models.CharField(blank=True, max_length=200)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('exported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('handed_over_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payout_batches', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', '-created_at'], name='batch_newest_first')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'number'), name='payout_batches_are_numbered'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'discarded']), models.Q(('exported_at__isnull', False), ('exported_by__isnull', False)), _connector='OR'), name='a_batch_outside_knows_when_and_by_whom'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(models.Q(('approved_by', models.F('created_by')), _negated=True), models.Q(('approved_by', models.F('edited_by')), _negated=True)), _connector='OR'), name='nobody_approves_their_own_batch'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'recalled', 'discarded']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='an_ended_batch_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='PayoutPreset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('layout', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payout_presets', to='reviews.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'name'), name='a_shop_names_a_payout_preset_once')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('cash', 'Cash'), ('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('refund', 'Refund'), ('replacement', 'Replacement')], max_length=13)),
                ('amount_fen', models.PositiveBigIntegerField()),
                ('requested_fen', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('waiting_approval', 'Waiting for approval'), ('approved', 'Approved'), ('rejected', 'Not approved'), ('offered', 'Offered'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('payable', 'Payable'), ('paying', 'Being paid'), ('paid', 'Paid'), ('failed', 'Payment failed'), ('reversed', 'Reversed')], default='draft', max_length=16)),
                ('rule_position', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('because', models.JSONField(default=dict)),
                ('say', models.CharField(blank=True, max_length=500)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('is_beyond_policy', models.BooleanField(default=False)),
                ('approver', models.CharField(blank=True, choices=[('', 'Nobody'), ('lead', 'Lead'), ('owner', 'Owner')], max_length=5)),
                ('asked_reason', models.CharField(blank=True, max_length=300)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_word', models.CharField(blank=True, max_length=200)),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('idempotency_key', models.CharField(max_length=40, unique=True)),
                ('budget', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='compensation.budget')),
                ('buyer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='reviews.buyer')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='reviews.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='reviews.order')),
                ('promise', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offer', to='reviews.promise')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers_proposed', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='reviews.shop')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='compensation.policyversion')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting_approval')), fields=['shop', 'proposed_at'], name='offer_waits_for_approval'), models.Index(condition=models.Q(('state__in', ['approved', 'offered'])), fields=['expires_at'], name='offer_expires'), models.Index(fields=['shop', '-proposed_at'], name='offer_newest_first')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'waiting_approval', 'approved', 'offered', 'accepted', 'payable', 'paying'])), fields=('case', 'kind'), name='a_case_has_one_open_offer_a_kind'), models.CheckConstraint(condition=models.Q(('approver', ''), ('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='nobody_approves_their_own_offer'), models.CheckConstraint(condition=models.Q(('amount_fen__lte', models.F('requested_fen'))), name='an_approver_gives_no_more_than_asked')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalOffer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('kind', models.CharField(choices=[('cash', 'Cash'), ('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('refund', 'Refund'), ('replacement', 'Replacement')], max_length=13)),
                ('amount_fen', models.PositiveBigIntegerField()),
                ('requested_fen', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('waiting_approval', 'Waiting for approval'), ('approved', 'Approved'), ('rejected', 'Not approved'), ('offered', 'Offered'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Expired'), ('payable', 'Payable'), ('paying', 'Being paid'), ('paid', 'Paid'), ('failed', 'Payment failed'), ('reversed', 'Reversed')], default='draft', max_length=16)),
                ('rule_position', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('because', models.JSONField(default=dict)),
                ('say', models.CharField(blank=True, max_length=500)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('is_beyond_policy', models.BooleanField(default=False)),
                ('approver', models.CharField(blank=True, choices=[('', 'Nobody'), ('lead', 'Lead'), ('owner', 'Owner')], max_length=5)),
                ('asked_reason', models.CharField(blank=True, max_length=300)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_word', models.CharField(blank=True, max_length=200)),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('idempotency_key', models.CharField(db_index=True, max_length=40)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('budget', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='compensation.budget')),
                ('buyer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.buyer')),
                ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.case')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.order')),
                ('promise', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.promise')),
                ('proposed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
                ('version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='compensation.policyversion')),
            ],
            options={
                'verbose_name': 'historical offer',
                'verbose_name_plural': 'historical offers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='BatchFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_type', models.CharField(choices=[('xlsx', 'Workbook'), ('csv', 'CSV')], max_length=4)),
                ('content', reviews.models.fields.EncryptedTextField(blank=True, default='')),
                ('sha256', models.CharField(max_length=64)),
                ('lines', models.PositiveIntegerField()),
                ('total_fen', models.PositiveBigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('purged_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='compensation.payoutbatch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'file_type'), name='a_batch_has_one_file_a_type'), models.CheckConstraint(condition=models.Q(('purged_at__isnull', True), ('content', ''), _connector='OR'), name='a_purged_batch_file_keeps_no_content')],
            },
        ),
        migrations.CreateModel(
            name='ResultFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('checked', 'Looked at, not booked'), ('booking', 'Being booked'), ('booked', 'Booked'), ('discarded', 'Discarded')], default='checked', max_length=9)),
                ('read_at', models.DateTimeField()),
                ('booking_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='compensation.payoutbatch')),
                ('booked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('read_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'booking')), fields=['booking_at'], name='result_half_booked')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('batch', 'sha256'), name='a_result_is_read_once_a_batch'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['booking', 'booked']), _negated=True), models.Q(('booked_by__isnull', False), ('booking_at__isnull', False)), _connector='OR'), name='a_result_is_booked_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPayout',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('amount_fen', models.PositiveBigIntegerField()),
                ('idempotency_key', models.CharField(db_index=True, max_length=40)),
                ('state', models.CharField(choices=[('payable', 'Payable'), ('paying', 'Being paid'), ('paid', 'Paid'), ('failed', 'Payment failed'), ('reversed', 'Reversed')], default='payable', max_length=8)),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('due_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('provider_reference', models.CharField(blank=True, max_length=80)),
                ('failure', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('reversed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
                ('offer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='compensation.offer')),
            ],
            options={
                'verbose_name': 'historical payout',
                'verbose_name_plural': 'historical payouts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('amount_fen', models.PositiveBigIntegerField()),
                ('idempotency_key', models.CharField(max_length=40, unique=True)),
                ('state', models.CharField(choices=[('payable', 'Payable'), ('paying', 'Being paid'), ('paid', 'Paid'), ('failed', 'Payment failed'), ('reversed', 'Reversed')], default='payable', max_length=8)),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('due_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('provider_reference', models.CharField(blank=True, max_length=80)),
                ('failure', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('reversed_at', models.DateTimeField(blank=True, null=True)),
                ('offer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payout', to='compensation.offer')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payouts', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['payable', 'paying'])), fields=['due_at'], name='payout_work_to_do')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['paid', 'reversed']), _negated=True), ('paid_at__isnull', False), _connector='OR'), name='a_paid_payout_knows_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'paying'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='a_payout_in_progress_has_a_lease')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalStockCode',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('code_index', models.CharField(max_length=32)),
                ('code_masked', models.CharField(max_length=40)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('free', 'In stock'), ('handed', 'Handed to an offer'), ('sent', 'Sent to the buyer'), ('void', 'Taken out')], default='free', max_length=6)),
                ('added_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('handed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='compensation.offer')),
                ('sent_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
                ('stock', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='compensation.codestock')),
            ],
            options={
                'verbose_name': 'historical stock code',
                'verbose_name_plural': 'historical stock codes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='StockCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('code', reviews.models.fields.EncryptedTextField()),
                ('code_index', models.CharField(max_length=32)),
                ('code_masked', models.CharField(max_length=40)),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('free', 'In stock'), ('handed', 'Handed to an offer'), ('sent', 'Sent to the buyer'), ('void', 'Taken out')], default='free', max_length=6)),
                ('added_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('handed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('offer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='code', to='compensation.offer')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.shop')),
                ('stock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='compensation.codestock')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'free')), fields=['stock', 'expires_on'], name='code_free_to_hand_out')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'code_index'), name='a_code_is_in_stock_once_a_shop'), models.CheckConstraint(condition=models.Q(models.Q(('offer__isnull', True), ('state__in', ['free', 'void'])), models.Q(('handed_at__isnull', False), ('offer__isnull', False), ('state__in', ['handed', 'sent'])), _connector='OR'), name='a_code_outside_has_its_offer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='a_sent_code_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='BatchDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=120)),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='downloads', to='compensation.batchfile')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_batch_download_says_why')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posting_key', models.CharField(max_length=60)),
                ('event', models.CharField(choices=[('promise', 'Promise made'), ('release', 'Released'), ('accept', 'Accepted'), ('pay', 'Paid'), ('reverse', 'Reversed')], max_length=8)),
                ('account', models.CharField(choices=[('available', "Shop's purse"), ('promised', 'Promised to buyers'), ('payable', 'Payable'), ('paid', 'Paid'), ('reversed', 'Reversed')], max_length=9)),
                ('amount_fen', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('cash', 'Cash'), ('coupon', 'Coupon'), ('free_shipping', 'Free shipping next time'), ('member_level', 'Member level'), ('gift', 'Gift'), ('refund', 'Refund'), ('replacement', 'Replacement')], max_length=13)),
                ('because', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('budget', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='compensation.budget')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='reviews.shop')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='compensation.offer')),
                ('payout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='compensation.payout')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', '-at', '-id'], name='ledger_newest_first'), models.Index(fields=['offer'], name='ledger_of_an_offer')],
                'constraints': [models.UniqueConstraint(fields=('posting_key', 'account'), name='a_posting_touches_an_account_once'), models.CheckConstraint(condition=models.Q(('amount_fen', 0), _negated=True), name='a_ledger_entry_moves_money')],
            },
        ),
        migrations.CreateModel(
            name='Payee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', reviews.models.fields.EncryptedTextField(blank=True, default='')),
                ('account_masked', models.CharField(blank=True, max_length=60)),
                ('name', reviews.models.fields.EncryptedTextField(blank=True, default='')),
                ('name_masked', models.CharField(blank=True, max_length=40)),
                ('given_at', models.DateTimeField()),
                ('purged_at', models.DateTimeField(blank=True, null=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('payout', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='payee', to='compensation.payout')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('purged_at__isnull', True), models.Q(('account', ''), ('name', '')), _connector='OR'), name='a_purged_payee_keeps_no_account')],
            },
        ),
        migrations.CreateModel(
            name='BatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=22, unique=True)),
                ('amount_fen', models.PositiveBigIntegerField()),
                ('remark', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('gathered', 'Gathered'), ('sent', 'Waits for the answer'), ('paid', 'Paid'), ('failed', 'Payment failed'), ('dropped', 'Left out'), ('recalled', 'Recalled')], default='gathered', max_length=8)),
                ('because', models.JSONField(blank=True, default=dict)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batch_lines', to='compensation.payout')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='compensation.payoutbatch')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'position'], name='batch_lines_in_order')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['gathered', 'sent'])), fields=('payout',), name='a_payout_is_in_one_open_batch'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['paid', 'failed']), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='an_answered_line_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='ResultRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(blank=True, max_length=80)),
                ('verdict', models.CharField(choices=[('pay', 'Paid'), ('fail', 'Payment failed'), ('already', 'Booked already'), ('held', 'Held: nothing moves'), ('unknown', 'Not of this batch'), ('unreadable', 'Unreadable')], max_length=16)),
                ('amount_fen', models.BigIntegerField(blank=True, null=True)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('because', models.JSONField(blank=True, default=dict)),
                ('booked_at', models.DateTimeField(blank=True, null=True)),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='compensation.batchline')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='compensation.resultfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('result', 'number'), name='a_result_row_is_kept_once'), models.CheckConstraint(condition=models.Q(('booked_at__isnull', True), ('line__isnull', False), _connector='OR'), name='only_a_known_line_is_booked')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]

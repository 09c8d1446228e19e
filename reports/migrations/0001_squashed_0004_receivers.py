"""All tables of a new desk in one step; what 0002 counts is empty there."""

import django.db.models.deletion
import django.db.models.functions.comparison
import reviews.models.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reports', '0001_initial'), ('reports', '0002_week_rollups'), ('reports', '0003_alarms'), ('reports', '0004_receivers')]

    initial = True

    dependencies = [
        ('reviews', '0001_squashed_0010_queue_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalAction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.CharField(db_index=True, default=reviews.models.fields.new_public_id, editable=False, max_length=16)),
                ('title', models.CharField(max_length=120)),
                ('change', models.TextField(blank=True)),
                ('unit', models.CharField(max_length=12)),
                ('owner_name', models.CharField(blank=True, max_length=60)),
                ('due_on', models.DateField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('in_force', 'Fix in force'), ('effective', 'Cause fell'), ('no_effect', 'No change seen'), ('reopened', 'Came back'), ('closed', 'Closed')], default='open', max_length=9)),
                ('in_force_on', models.DateField(blank=True, null=True)),
                ('effect', models.JSONField(blank=True, default=dict)),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('cause', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.cause')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.member')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.product')),
                ('shop', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'verbose_name': 'historical action',
                'verbose_name_plural': 'historical actions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('change', models.TextField(blank=True)),
                ('unit', models.CharField(max_length=12)),
                ('owner_name', models.CharField(blank=True, max_length=60)),
                ('due_on', models.DateField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('in_force', 'Fix in force'), ('effective', 'Cause fell'), ('no_effect', 'No change seen'), ('reopened', 'Came back'), ('closed', 'Closed')], default='open', max_length=9)),
                ('in_force_on', models.DateField(blank=True, null=True)),
                ('effect', models.JSONField(blank=True, default=dict)),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('cause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='reviews.cause')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='reviews.product')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'status', 'due_on'], name='action_by_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status', 'open'), ('status', 'closed'), ('in_force_on__isnull', False), _connector='OR'), name='a_fix_in_force_knows_since_when'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='a_closed_action_knows_when')],
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting to start'), ('running', 'Running'), ('done', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('error', models.JSONField(blank=True, default=dict)),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('week', models.CharField(max_length=8)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('parameters', models.JSONField(default=dict)),
                ('versions', models.JSONField(default=dict)),
                ('cases', models.PositiveIntegerField(blank=True, null=True)),
                ('stored_path', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('scheduled_for', models.DateField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='reviews.shop')),
                ('sentences', models.JSONField(blank=True, default=list)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['due_at'], name='report_work_to_do'), models.Index(fields=['shop', '-created_at'], name='report_newest_first')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('scheduled_for__isnull', False)), fields=('shop', 'week', 'language', 'scheduled_for'), name='a_weekly_report_is_scheduled_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('stored_path', ''), _negated=True), _connector='OR'), name='a_finished_report_has_a_file')],
            },
        ),
        migrations.CreateModel(
            name='WeekRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('monday', models.DateField()),
                ('reviews', models.PositiveIntegerField(default=0)),
                ('low', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shop', 'monday'), name='a_week_of_a_shop_is_counted_once'), models.CheckConstraint(condition=models.Q(('low__lte', models.F('reviews'))), name='low_reviews_are_reviews')],
            },
        ),
        migrations.CreateModel(
            name='WeekMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('monday', models.DateField()),
                ('shop', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'monday'], name='marks_of_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('day', models.DateField()),
                ('cases', models.PositiveIntegerField()),
                ('expected', models.FloatField()),
                ('chance', models.FloatField()),
                ('first_cases', models.JSONField(default=list)),
                ('batch', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('cause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.cause')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.product')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spikes', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['shop', '-day'], name='alarm_not_seen')],
                'constraints': [models.UniqueConstraint(models.F('shop'), models.F('cause'), django.db.models.functions.comparison.Coalesce('product', 0), models.F('day'), name='a_day_alarms_once_a_cell'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='a_seen_alarm_names_who_saw_it')],
            },
        ),
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=reviews.models.fields.new_public_id, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('dingtalk', 'DingTalk robot'), ('wecom', 'WeCom robot'), ('feishu', 'Feishu robot'), ('mail', 'Mail')], max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('address', reviews.models.fields.EncryptedTextField()),
                ('secret', reviews.models.fields.EncryptedTextField(blank=True, default='')),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receivers', to='reviews.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('retired_at__isnull', True)), fields=['shop'], name='receivers_in_use')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['dingtalk', 'wecom', 'feishu', 'mail'])), name='a_receiver_is_of_a_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='RollupSale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('units', models.PositiveIntegerField()),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.product')),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sales', to='reports.weekrollup')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rollup', 'product'), name='a_week_has_each_products_sales_once')],
            },
        ),
        migrations.CreateModel(
            name='RollupCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cases', models.PositiveIntegerField()),
                ('bad', models.PositiveIntegerField()),
                ('neutral', models.PositiveIntegerField()),
                ('in_time', models.PositiveIntegerField()),
                ('contacted', models.PositiveIntegerField()),
                ('solved', models.PositiveIntegerField()),
                ('remedied', models.PositiveIntegerField()),
                ('changed', models.PositiveIntegerField()),
                ('promised_fen', models.PositiveBigIntegerField()),
                ('paid_fen', models.PositiveBigIntegerField()),
                ('contacted_solved', models.PositiveIntegerField()),
                ('contacted_remedied', models.PositiveIntegerField()),
                ('contacted_changed', models.PositiveIntegerField()),
                ('cause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.cause')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.product')),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='reports.weekrollup')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('rollup'), django.db.models.functions.comparison.Coalesce('cause', 0), django.db.models.functions.comparison.Coalesce('product', 0), name='a_week_has_each_cell_once'), models.CheckConstraint(condition=models.Q(('cases__gt', 0)), name='a_cell_has_cases')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting to start'), ('running', 'Running'), ('done', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('error', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='reports.reportrun')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='reports.receiver')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['due_at'], name='delivery_to_do')],
                'constraints': [models.UniqueConstraint(fields=('run', 'receiver'), name='a_receiver_hears_of_a_report_once')],
            },
        ),
    ]

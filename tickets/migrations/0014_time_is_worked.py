"""Time worked is kept: entries, what is said about them, and timers that run."""

import common.constraints
import common.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_tenants_may_ask_a_second_person'),
        ('contracts', '0007_contracts_have_a_first_version'),
        ('tickets', '0013_stints_at_levels_are_measured'),
    ]

    operations = [
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('activity', models.CharField(choices=[('corrective', 'Corrective'), ('adaptive', 'Adaptive'), ('perfective', 'Perfective'), ('preventive', 'Preventive'), ('emergency', 'Emergency')], max_length=12)),
                ('level', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('minutes', models.PositiveIntegerField()),
                ('work_on', models.DateField()),
                ('kind', models.CharField(choices=[('billable', 'Billable'), ('goodwill', 'Goodwill'), ('provider_fault', 'Our own fault'), ('triage', 'Free triage'), ('non_billable', 'Not billable')], max_length=14)),
                ('status', models.CharField(choices=[('pending', 'Waits for approval'), ('counted', 'Counted'), ('held', 'Held'), ('rejected', 'Rejected'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal')], default='internal', max_length=8)),
                ('group', models.CharField(max_length=160)),
                ('bands', models.JSONField(default=dict)),
                ('drawn', models.JSONField(default=dict)),
                ('held', models.JSONField(default=dict)),
                ('held_minutes', models.PositiveIntegerField(default=0)),
                ('parts', models.JSONField(default=dict)),
                ('is_late', models.BooleanField(default=False)),
                ('logged_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('billed_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('corrects', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='tickets.timeentry')),
                ('logged_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='tickets.ticket')),
            ],
            options={
                'ordering': ['started_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TimeRemark',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('note', 'Note'), ('reason', 'Reason'), ('correction', 'Why it was corrected'), ('rejection', 'Why it was rejected'), ('withdrawal', 'Why it was withdrawn')], max_length=10)),
                ('body', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='tickets.timeentry')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RunningTimer',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='running_timers', to='tickets.ticket')),
            ],
            options={
                'ordering': ['started_at'],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'member', 'ticket'), name='timer_once_per_member_and_ticket'), common.constraints.CompositeForeignKey(field='ticket', name='running_timer_on_a_ticket_of_its_tenant', on_delete='CASCADE'), common.constraints.CompositeForeignKey(field='member', name='running_timer_of_a_member_of_its_tenant', on_delete='CASCADE')],
            },
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['tenant', 'group'], name='time_entry_by_group'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['tenant', 'ticket', 'started_at'], name='time_entry_by_ticket'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['tenant', 'member', 'started_at'], name='time_entry_by_member'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('approved_at', None), ('status__in', ('pending', 'counted', 'held'))), fields=['tenant', 'started_at', 'id'], name='time_entry_to_approve'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('held_minutes__gt', 0)), fields=['tenant', 'client', 'work_on'], name='time_entry_held'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='time_entry_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('started_at'))), name='work_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='work_lasts_up_to_a_day'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.CheckConstraint(condition=models.Q(('ticket__isnull', False), ('contract__isnull', False), _connector='OR'), name='work_is_on_something'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='client', name='work_for_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='work_on_a_ticket_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='contract', name='work_under_a_contract_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='member', name='work_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='logged_by', name='work_logged_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='approved_by', name='work_approved_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=common.constraints.CompositeForeignKey(field='corrects', name='work_corrects_work_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddIndex(
            model_name='timeremark',
            index=models.Index(fields=['tenant', 'entry', 'at'], name='time_remark_by_entry'),
        ),
        migrations.AddConstraint(
            model_name='timeremark',
            constraint=common.constraints.CompositeForeignKey(field='client', name='time_remark_about_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='timeremark',
            constraint=common.constraints.CompositeForeignKey(field='entry', name='time_remark_on_an_entry_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='timeremark',
            constraint=common.constraints.CompositeForeignKey(field='by', name='time_remark_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
    ]

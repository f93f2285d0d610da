import common.constraints
import common.ids
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('contracts', '0001_initial'),
        ('files', '0001_initial'),
        ('products', '0001_initial'),
        ('slas', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TicketCounter',
            fields=[
                ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='accounts.tenant')),
                ('last_number', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('metric', models.CharField(choices=[('first_response', 'First response'), ('next_response', 'Next response'), ('update_cadence', 'Update'), ('workaround', 'Workaround'), ('hotfix', 'Hotfix'), ('resolution', 'Resolution')], max_length=16)),
                ('cycle', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('not_started', 'Not started'), ('running', 'Running'), ('paused', 'Paused'), ('met', 'Met'), ('breached_running', 'Breached, running'), ('breached_stopped', 'Breached, stopped'), ('cancelled', 'Cancelled'), ('no_open_time', 'No open time')], max_length=20)),
                ('target', models.JSONField()),
                ('started_at', models.DateTimeField()),
                ('elapsed_seconds', models.PositiveIntegerField(default=0)),
                ('running_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('breached_at', models.DateTimeField(null=True)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('warned_percent', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('severity', models.CharField(choices=[('critical', 'Critical'), ('major', 'Major'), ('minor', 'Minor'), ('question', 'Question')], max_length=10)),
                ('status', models.CharField(choices=[('new', 'New'), ('open', 'Open'), ('waiting_client', 'Waiting on client'), ('waiting_approval', 'Waiting for approval'), ('waiting_third_party', 'Waiting on third party'), ('scheduled', 'Scheduled'), ('resolved', 'Resolved'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='new', max_length=20)),
                ('source', models.CharField(choices=[('portal', 'Portal'), ('api', 'API'), ('phone', 'Phone'), ('visit', 'Visit'), ('chat', 'Chat'), ('email', 'E-mail'), ('other', 'Elsewhere'), ('monitoring', 'Monitoring'), ('own', 'Own initiative'), ('import', 'Import')], max_length=12)),
                ('received_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('scheduled_until', models.DateTimeField(null=True)),
                ('last_message_at', models.DateTimeField(null=True)),
                ('last_public_by_staff', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('event_count', models.PositiveIntegerField(default=0)),
                ('replay_state', models.JSONField(default=dict)),
                ('next_due_at', models.DateTimeField(null=True)),
                ('rank_at', models.DateTimeField()),
                ('is_imported', models.BooleanField(default=False)),
                ('assignee', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='accounts.client')),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('follows_up', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='tickets.ticket')),
                ('level', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.level')),
                ('product', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product')),
                ('requester', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('tier_version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.tierversion')),
                ('type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.tickettype')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal')], max_length=8)),
                ('side', models.CharField(choices=[('client', 'Client'), ('staff', 'Staff')], max_length=6)),
                ('body', models.TextField(max_length=50000)),
                ('channel', models.CharField(default='portal', max_length=12)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('is_imported', models.BooleanField(default=False)),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='tickets.ticket')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ImportedTicket',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('warnings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='tickets.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=30)),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal')], max_length=8)),
                ('facts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('clock', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.clock')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tickets.ticket')),
            ],
            options={
                'ordering': ['at', 'sequence'],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='ticket',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='tickets.ticket'),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal')], max_length=8)),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('message', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.message')),
                ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.ticket')),
            ],
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ('new', 'open', 'waiting_client', 'waiting_approval', 'waiting_third_party', 'scheduled'))), fields=['tenant', 'rank_at', 'id'], name='ticket_queue'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ('new', 'open', 'waiting_client', 'waiting_approval', 'waiting_third_party', 'scheduled'))), fields=['tenant', 'assignee', 'rank_at'], name='ticket_queue_of_one'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['tenant', 'client', '-received_at', 'id'], name='ticket_by_client'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['tenant', '-received_at', 'id'], name='ticket_by_receipt'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['tenant', '-updated_at', 'id'], name='ticket_by_change'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['tenant', 'requester', '-received_at'], name='ticket_by_requester'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='ticket_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('tenant', 'number'), name='ticket_number_once_per_tenant'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['tenant', 'ticket', 'at'], name='message_by_ticket'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='message_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='importedticket',
            constraint=models.UniqueConstraint(fields=('tenant', 'source', 'key'), name='imported_once'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.UniqueConstraint(fields=('tenant', 'ticket', 'member'), name='follower_once_per_ticket'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['tenant', 'ticket', 'at'], name='event_by_ticket'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='event_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('tenant', 'ticket', 'sequence'), name='event_sequence_once_per_ticket'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('clock__isnull', False)), fields=('tenant', 'clock', 'kind', 'at'), name='event_of_a_clock_once'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at', 'tenant'], name='clock_watched_by_next'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='clock_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('tenant', 'ticket', 'metric', 'cycle'), name='clock_once_per_cycle'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['tenant', 'ticket'], name='attachment_by_ticket'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='attachment_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('tenant', 'file'), name='attachment_once_per_file'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='client', name='ticket_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='type', name='ticket_of_a_type_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='level', name='ticket_at_a_level_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='assignee', name='ticket_assigned_in_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='requester', name='ticket_requested_in_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='product', name='ticket_about_a_product_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='contract', name='ticket_under_a_contract_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='tier_version', name='ticket_under_a_tier_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=common.constraints.CompositeForeignKey(field='follows_up', name='ticket_follows_up_in_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=common.constraints.CompositeForeignKey(field='client', name='message_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='message_on_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=common.constraints.CompositeForeignKey(field='author', name='message_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='importedticket',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='import_of_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=common.constraints.CompositeForeignKey(field='client', name='follower_of_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='follower_of_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=common.constraints.CompositeForeignKey(field='member', name='follower_in_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=common.constraints.CompositeForeignKey(field='client', name='event_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='event_on_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=common.constraints.CompositeForeignKey(field='by', name='event_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=common.constraints.CompositeForeignKey(field='clock', name='event_of_a_clock_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=common.constraints.CompositeForeignKey(field='client', name='clock_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='clock_of_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=common.constraints.CompositeForeignKey(field='client', name='attachment_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=common.constraints.CompositeForeignKey(field='ticket', name='attachment_on_a_ticket_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=common.constraints.CompositeForeignKey(field='message', name='attachment_on_a_message_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=common.constraints.CompositeForeignKey(field='file', name='attachment_of_a_file_of_its_tenant', on_delete='NO ACTION'),
        ),
    ]

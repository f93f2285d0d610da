import common.constraints
import common.ids
import common.zones
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[common.zones.check_zone])),
                ('language', models.CharField(blank=True, max_length=10)),
                ('theme', models.CharField(choices=[('system', 'System'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=6)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160)),
                ('time_zone', models.CharField(default='Europe/London', max_length=64, validators=[common.zones.check_zone])),
                ('contacts_see_all', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Tenant',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9-]{1,38}[a-z0-9]$', 'Use 3 to 40 small letters, digits and hyphens, a letter first.')])),
                ('name', models.CharField(max_length=120)),
                ('time_zone', models.CharField(default='Europe/London', max_length=64, validators=[common.zones.check_zone])),
                ('sender_name', models.CharField(blank=True, max_length=120)),
                ('sender_address', models.EmailField(blank=True, max_length=254)),
                ('staff_need_second_factor', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='letter_to_send')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('engineer', 'Engineer'), ('lead', 'Lead'), ('account_manager', 'Account manager'), ('finance', 'Finance'), ('administrator', 'Administrator')], max_length=20), blank=True, default=list, size=None)),
                ('contact_role', models.CharField(blank=True, choices=[('user', 'User'), ('manager', 'Manager')], max_length=10)),
                ('is_approver', models.BooleanField(default=False)),
                ('spending_limit', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('token_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.client')),
                ('level', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.level')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('engineer', 'Engineer'), ('lead', 'Lead'), ('account_manager', 'Account manager'), ('finance', 'Finance'), ('administrator', 'Administrator')], max_length=20), blank=True, default=list, size=None)),
                ('contact_role', models.CharField(blank=True, choices=[('user', 'User'), ('manager', 'Manager')], max_length=10)),
                ('is_approver', models.BooleanField(default=False)),
                ('spending_limit', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.client')),
                ('invitation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.invitation')),
                ('level', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='accounts.level')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership'),
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('secret_hash', models.CharField(max_length=64)),
                ('hint', models.CharField(max_length=12)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('tickets:read', 'Read tickets'), ('tickets:write', 'Open tickets and reply')], max_length=30), size=None)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('visibility', models.CharField(choices=[('public', 'Public'), ('internal', 'Internal')], default='internal', max_length=8)),
                ('facts', models.JSONField(default=dict)),
                ('client', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddField(
            model_name='level',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant'),
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('method', models.CharField(max_length=6)),
                ('path', models.CharField(max_length=300)),
                ('key', models.CharField(max_length=255)),
                ('body_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('response', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('token', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.apitoken')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='ClientNote',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('body', models.TextField(max_length=20000)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='accounts.client')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.AddField(
            model_name='client',
            name='tenant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['person'], name='membership_by_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='membership_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('tenant', 'person', 'client'), name='membership_once_per_person_and_client', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client', None), ('contact_role', ''), ('is_approver', False)), models.Q(('client__isnull', False), ('contact_role__in', ['user', 'manager']), ('level', None), ('roles', [])), _connector='OR'), name='membership_of_staff_or_of_a_contact'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['tenant', '-at'], name='log_entry_by_time'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['tenant', 'subject_id', 'at'], name='log_entry_by_subject'),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='level_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('tenant', 'number'), name='level_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 4)), name='level_from_one_to_four'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='invitation_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('tenant', 'token_hash'), name='invitation_token_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='invitation_has_a_token'),
        ),
        migrations.AddIndex(
            model_name='idempotencykey',
            index=models.Index(fields=['tenant', 'created_at'], name='idempotency_key_by_age'),
        ),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=models.UniqueConstraint(fields=('tenant', 'token', 'method', 'path', 'key'), name='idempotency_key_once'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='client_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(models.F('tenant'), django.db.models.functions.text.Lower('name'), name='client_name_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='api_token_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('tenant', 'secret_hash'), name='api_token_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=common.constraints.CompositeForeignKey(field='client', name='membership_at_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=common.constraints.CompositeForeignKey(field='level', name='membership_at_a_level_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=common.constraints.CompositeForeignKey(field='invitation', name='membership_by_an_invitation_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=common.constraints.CompositeForeignKey(field='actor', name='log_entry_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=common.constraints.CompositeForeignKey(field='client', name='log_entry_about_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=common.constraints.CompositeForeignKey(field='client', name='invitation_to_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=common.constraints.CompositeForeignKey(field='level', name='invitation_to_a_level_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=common.constraints.CompositeForeignKey(field='invited_by', name='invitation_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=common.constraints.CompositeForeignKey(field='token', name='idempotency_key_of_a_token_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='clientnote',
            constraint=common.constraints.CompositeForeignKey(field='client', name='client_note_of_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='clientnote',
            constraint=common.constraints.CompositeForeignKey(field='by', name='client_note_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=common.constraints.CompositeForeignKey(field='member', name='api_token_of_a_member_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=common.constraints.CompositeForeignKey(field='created_by', name='api_token_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
    ]

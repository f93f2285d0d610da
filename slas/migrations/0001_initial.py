import common.constraints
import common.ids
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('8/5', '8/5'), ('12/5', '12/5'), ('24/5', '24/5'), ('24/7', '24/7'), ('custom', 'Custom')], default='custom', max_length=8)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CalendarChoice',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('8/5', '8/5'), ('12/5', '12/5'), ('24/5', '24/5'), ('24/7', '24/7'), ('custom', 'Custom')], max_length=8)),
                ('calendar', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.calendar')),
                ('client', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('level', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.level')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('hours', models.JSONField()),
                ('nominal_day_minutes', models.PositiveSmallIntegerField(default=480)),
                ('holidays_of', models.CharField(blank=True, max_length=40)),
                ('effective_at', models.DateTimeField()),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('calendar', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='slas.calendar')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='LevelTarget',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('severity', models.CharField(choices=[('critical', 'Critical'), ('major', 'Major'), ('minor', 'Minor'), ('question', 'Question')], max_length=10)),
                ('accept_minutes', models.PositiveIntegerField()),
                ('work_minutes', models.PositiveIntegerField(null=True)),
                ('level', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.level')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='TicketType',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=30)),
                ('name', models.CharField(max_length=60)),
                ('activity_class', models.CharField(choices=[('corrective', 'Corrective'), ('adaptive', 'Adaptive'), ('perfective', 'Perfective'), ('preventive', 'Preventive'), ('emergency', 'Emergency')], max_length=12)),
                ('order', models.PositiveSmallIntegerField(default=50)),
                ('is_active', models.BooleanField(default=True)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('is_best_effort', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=50)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='TierVersion',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('hours', models.JSONField()),
                ('warnings', models.JSONField(default=list)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('published_at', models.DateTimeField()),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('tier', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='slas.tier')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('metric', models.CharField(choices=[('first_response', 'First response'), ('next_response', 'Next response'), ('update_cadence', 'Update'), ('workaround', 'Workaround'), ('hotfix', 'Hotfix'), ('resolution', 'Resolution')], max_length=16)),
                ('severity', models.CharField(choices=[('critical', 'Critical'), ('major', 'Major'), ('minor', 'Minor'), ('question', 'Question')], max_length=10)),
                ('amount', models.PositiveIntegerField()),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('hours', 'hours'), ('business_days', 'business days'), ('end_of_next_business_day', 'end of next business day')], default='minutes', max_length=24)),
                ('is_option', models.BooleanField(default=False)),
                ('calendar', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.calendar')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('ticket_type', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.tickettype')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='slas.tierversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='calendar_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.UniqueConstraint(models.F('tenant'), django.db.models.functions.text.Lower('name'), name='calendar_name_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='calendarchoice',
            constraint=models.UniqueConstraint(fields=('tenant', 'kind', 'client', 'level'), name='calendar_choice_once_per_kind', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='calendar_version_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'calendar', 'number'), name='calendar_version_once'),
        ),
        migrations.AddConstraint(
            model_name='leveltarget',
            constraint=models.UniqueConstraint(fields=('tenant', 'level', 'severity'), name='level_target_once'),
        ),
        migrations.AddConstraint(
            model_name='tickettype',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='ticket_type_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='tickettype',
            constraint=models.UniqueConstraint(fields=('tenant', 'code'), name='ticket_type_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='tier_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(models.F('tenant'), django.db.models.functions.text.Lower('name'), name='tier_name_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(condition=models.Q(('is_best_effort', True)), fields=('tenant',), name='one_best_effort_tier'),
        ),
        migrations.AddConstraint(
            model_name='tierversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='tier_version_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='tierversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'tier', 'number'), name='tier_version_once'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('tenant', 'version', 'metric', 'severity', 'ticket_type'), name='target_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='calendarchoice',
            constraint=common.constraints.CompositeForeignKey(field='calendar', name='choice_of_a_calendar_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='calendarchoice',
            constraint=common.constraints.CompositeForeignKey(field='client', name='choice_for_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='calendarchoice',
            constraint=common.constraints.CompositeForeignKey(field='level', name='choice_for_a_level_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=common.constraints.CompositeForeignKey(field='calendar', name='version_of_a_calendar_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=common.constraints.CompositeForeignKey(field='by', name='calendar_version_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='leveltarget',
            constraint=common.constraints.CompositeForeignKey(field='level', name='target_of_a_level_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='tierversion',
            constraint=common.constraints.CompositeForeignKey(field='tier', name='version_of_a_tier_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='tierversion',
            constraint=common.constraints.CompositeForeignKey(field='by', name='tier_version_by_a_member_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=common.constraints.CompositeForeignKey(field='version', name='target_of_a_version_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=common.constraints.CompositeForeignKey(field='ticket_type', name='target_for_a_type_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=common.constraints.CompositeForeignKey(field='calendar', name='target_on_a_calendar_of_its_tenant', on_delete='NO ACTION'),
        ),
    ]

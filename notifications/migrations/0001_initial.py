import common.constraints
import common.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120)),
                ('template', models.CharField(max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('link', models.CharField(max_length=300)),
                ('tone', models.CharField(choices=[('info', 'Info'), ('warn', 'Warning'), ('danger', 'Danger')], default='info', max_length=8)),
                ('at', models.DateTimeField()),
                ('is_in_bell', models.BooleanField(default=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('recipient', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'tenant'], name='notice_to_send'), models.Index(condition=models.Q(('is_in_bell', True)), fields=['tenant', 'recipient', '-at'], name='notice_in_bell')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'id'), name='notice_tenant_id'), models.UniqueConstraint(fields=('tenant', 'recipient', 'key'), name='notice_once_per_key')],
            },
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=common.constraints.CompositeForeignKey(field='recipient', name='notice_to_a_member_of_its_tenant', on_delete='CASCADE'),
        ),
    ]

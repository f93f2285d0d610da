import common.constraints
import common.ids
import common.zones
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('products', '0001_initial'),
        ('slas', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('ad_hoc', 'Ad hoc'), ('retainer', 'Retainer'), ('package', 'Package')], max_length=10)),
                ('time_zone', models.CharField(max_length=64, validators=[common.zones.check_zone])),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='accounts.client')),
                ('frozen_version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.tierversion')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
                ('tier', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='slas.tier')),
            ],
            options={
                'ordering': ['-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='ContractCalendar',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('8/5', '8/5'), ('12/5', '12/5'), ('24/5', '24/5'), ('24/7', '24/7'), ('custom', 'Custom')], max_length=8)),
                ('calendar', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='slas.calendar')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('contract', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendars', to='contracts.contract')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='ContractProduct',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.client')),
                ('contract', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='covered', to='contracts.contract')),
                ('product', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='products.product')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='contract',
            index=models.Index(fields=['tenant', 'client', 'starts_on'], name='contract_by_client'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='contract_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contract_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='contractcalendar',
            constraint=models.UniqueConstraint(fields=('tenant', 'contract', 'kind'), name='contract_calendar_once_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='contractproduct',
            constraint=models.UniqueConstraint(fields=('tenant', 'contract', 'product'), name='contract_product_once'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=common.constraints.CompositeForeignKey(field='client', name='contract_of_a_client_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=common.constraints.CompositeForeignKey(field='tier', name='contract_on_a_tier_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=common.constraints.CompositeForeignKey(field='frozen_version', name='contract_frozen_at_a_version_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='contractcalendar',
            constraint=common.constraints.CompositeForeignKey(field='contract', name='calendar_of_a_contract_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='contractcalendar',
            constraint=common.constraints.CompositeForeignKey(field='client', name='calendar_for_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='contractcalendar',
            constraint=common.constraints.CompositeForeignKey(field='calendar', name='contract_on_a_calendar_of_its_tenant', on_delete='NO ACTION'),
        ),
        migrations.AddConstraint(
            model_name='contractproduct',
            constraint=common.constraints.CompositeForeignKey(field='contract', name='cover_of_a_contract_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='contractproduct',
            constraint=common.constraints.CompositeForeignKey(field='client', name='cover_for_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='contractproduct',
            constraint=common.constraints.CompositeForeignKey(field='product', name='cover_of_a_product_of_its_tenant', on_delete='NO ACTION'),
        ),
    ]

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
            name='Product',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ProductUse',
            fields=[
                ('id', models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='product_uses', to='accounts.client')),
                ('product', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='products.product')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='product_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(models.F('tenant'), django.db.models.functions.text.Lower('name'), name='product_name_once_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='productuse',
            constraint=models.UniqueConstraint(fields=('tenant', 'product', 'client'), name='product_use_once'),
        ),
        migrations.AddConstraint(
            model_name='productuse',
            constraint=common.constraints.CompositeForeignKey(field='product', name='use_of_a_product_of_its_tenant', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='productuse',
            constraint=common.constraints.CompositeForeignKey(field='client', name='use_by_a_client_of_its_tenant', on_delete='CASCADE'),
        ),
    ]

"""Tokens may be given the scopes of time worked."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_tokens_may_read_and_issue_invoices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('tickets:read', 'Read tickets'), ('tickets:write', 'Open tickets and reply'), ('invoices:read', 'Read invoices'), ('invoices:write', 'Issue invoices and record payments'), ('time:read', 'Read time worked'), ('time:write', 'Log and correct time worked')], max_length=30), size=None),
        ),
    ]

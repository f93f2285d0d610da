"""A foreign key that carries the tenant, so that no row can point into another tenant."""

from django.db.models.constraints import BaseConstraint


class CompositeForeignKey(BaseConstraint):
    """Meta.constraints of the child: (tenant_id, field) references the parent's (tenant_id, id); immediate on purpose."""

    def __init__(self, *, field, name, on_delete="NO ACTION", **_):
        self.field, self.on_delete = field, on_delete
        super().__init__(name=name)

    def _key(self, model, editor):
        field, quote = model._meta.get_field(self.field), editor.quote_name
        parent = quote(field.related_model._meta.db_table)
        return f"FOREIGN KEY (tenant_id, {quote(field.column)}) REFERENCES {parent} (tenant_id, id) ON DELETE {self.on_delete}"

    def constraint_sql(self, model, editor):
        return f"CONSTRAINT {editor.quote_name(self.name)} {self._key(model, editor)}"

    def create_sql(self, model, editor):
        return f"ALTER TABLE {editor.quote_name(model._meta.db_table)} ADD {self.constraint_sql(model, editor)}"

    def remove_sql(self, model, editor):
        quote = editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *args, **kwargs):
        pass  # the database decides

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        return path, (), kwargs | {"field": self.field, "on_delete": self.on_delete}

    def __eq__(self, other):
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

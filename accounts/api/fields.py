"""References in what callers send: only to rows that they may see; any other is as good as none."""

from rest_framework import serializers


class VisibleField(serializers.SlugRelatedField):
    """A row of `model` that is visible to the caller, named by its `slug_field` (the id, unless said otherwise)."""

    def __init__(self, model, *, slug_field="id", narrow=None, **options):
        self.model, self.narrow = model, narrow
        super().__init__(slug_field=slug_field, queryset=model._default_manager.none(), **options)

    def get_queryset(self):
        rows = self.model._default_manager.visible_to(self.context["request"].member)
        return self.narrow(rows) if self.narrow else rows

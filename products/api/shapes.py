"""What callers are shown of products, their versions and where clients run them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from products.lifecycle import ENDED, NEAR, SUPPORTED
from products.models import CRITICALITIES, ENVIRONMENT_KINDS

STANDINGS = [SUPPORTED, NEAR, ENDED]


class VersionShown(serializers.Serializer):
    """A version; `ends_on` is the last day on which it is supported, `standing` that of the tenant's day."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    released_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    standing = serializers.ChoiceField(choices=STANDINGS)


class ProductShown(serializers.Serializer):
    """A product that is supported, or was, with its versions, the newest first."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()
    versions = VersionShown(source="known", many=True)


class Slot(serializers.Serializer):
    """When maintenance is next announced, or goes on."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class EnvironmentShown(serializers.Serializer):
    """Where a client runs a product; `standing` is that of its version on the client's day, none where nobody said what runs."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(ENVIRONMENT_KINDS.items()))
    product = serializers.UUIDField(source="product_id")
    version = serializers.UUIDField(source="version_id", allow_null=True)
    standing = serializers.ChoiceField(choices=STANDINGS, allow_null=True)
    criticality = serializers.ChoiceField(choices=list(CRITICALITIES.items()))
    has_custom_code = serializers.BooleanField()
    is_active = serializers.BooleanField()
    next_maintenance = serializers.SerializerMethodField()

    @extend_schema_field(Slot(allow_null=True))
    def get_next_maintenance(self, environment):
        return Slot(dict(zip(("starts_at", "ends_at"), environment.slot, strict=True))).data if environment.slot else None

"""The API described: the schema, and a page that lets a person try it; both without a token, neither reads a row."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.db import transaction
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import accounts.api.schema  # noqa: F401  (names how to sign in)


class Schema(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or with `?format=json` as JSON."""

    @classmethod
    def as_view(cls, **options):
        return transaction.non_atomic_requests(super().as_view(**options))


# Swagger UI writes style elements of its own; scripts stay as strict as everywhere.
docs = transaction.non_atomic_requests(
    csp_update({"style-src-elem": [SELF, UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))
)

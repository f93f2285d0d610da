"""The API described: the schema, and a page that lets a person try it; both without a token, neither reads a row."""

from django.db import transaction
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import accounts.api.schema  # noqa: F401  (names how to sign in)


class Schema(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or with `?format=json` as JSON."""

    @classmethod
    def as_view(cls, **options):
        return transaction.non_atomic_requests(super().as_view(**options))


# Under the same content security policy as every page: the template and the script come apart, and neither writes styles.
docs = transaction.non_atomic_requests(SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api/docs.html"))

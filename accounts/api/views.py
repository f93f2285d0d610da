"""What every viewset of the API stands on."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.viewsets import GenericViewSet

from accounts.api import limits
from accounts.api.filters import ParameterFilters
from accounts.api.pagination import KeysetPages
from accounts.api.permissions import HasWhatItNeeds
from accounts.api.problems import Problem

MULTIPART_ROOM = 1_000_000  # bytes besides the files


class AlwaysJson(DefaultContentNegotiation):
    """Whatever a caller would accept: problems, answers and files each have one form."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ApiViewSet(GenericViewSet):
    """Token, then limits, then scope and permission (`needs`); rows start from `visible_to`.

    The transaction is the request's (`accounts.middleware.open_context`), a write opens its own inside (`writes`).
    """

    http_method_names = ["get", "head", "post"]
    content_negotiation_class = AlwaysJson
    permission_classes = [HasWhatItNeeds]
    filter_backends = [ParameterFilters]
    pagination_class = KeysetPages
    needs: dict = {}
    rate = None

    @classmethod
    def as_view(cls, actions=None, **options):
        return transaction.non_atomic_requests(super().as_view(actions, **options))

    def perform_authentication(self, request):
        super().perform_authentication(request)
        self._refuse_what_is_too_large(request)
        if request.auth:
            self.rate = limits.count_call(request.auth)
            if self.rate and self.rate.is_over:
                raise Problem(
                    429,
                    "too_many_requests",
                    _("Too many calls in this minute. Go on in %(seconds)s s.") % {"seconds": self.rate.reset},
                    {"Retry-After": str(self.rate.reset)},
                )

    def read_body(self, shape):
        """What was sent, as `shape` reads it; ValidationError where it cannot (400)."""
        said = shape(data=self.request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        return said.validated_data

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        if self.rate:
            for name, value in limits.headers(self.rate).items():
                response[name] = value
        return response

    @staticmethod
    def _refuse_what_is_too_large(request):
        """By what the request says of its length, before a byte of the body is read."""
        is_multipart = request.content_type.startswith("multipart/")
        files = settings.FILE_SIZE_LIMIT * settings.FILES_PER_MESSAGE + MULTIPART_ROOM
        most = files if is_multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            raise Problem(413, "too_large", _("This is too large: %(most)s bytes are the limit.") % {"most": most})

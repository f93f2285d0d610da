"""How a file leaves the house: as a download that no browser opens by itself."""

import logging
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404

logger = logging.getLogger(__name__)

# Nothing of it may run, load or be framed, should a browser show it all the same.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download(file) -> FileResponse:
    """The answer that carries a stored file (RFC 6266); the caller has checked that the reader may have it."""
    try:
        kept = open(Path(settings.MEDIA_ROOT) / file.path, "rb")
    except FileNotFoundError as missing:
        logger.error("The bytes of file %s are missing below MEDIA_ROOT", file.pk)
        raise Http404 from missing
    response = FileResponse(kept, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

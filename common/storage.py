"""Where static files come from in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = (
    (r"""(?P<matched>import\s+(?P<names>\{[^}]*\})\s+from\s+["'](?P<url>\./[^"']+)["'];)""", 'import %(names)s from "%(url)s";'),
    (r"""(?P<matched>import\s+["'](?P<url>\./[^"']+)["'];)""", 'import "%(url)s";'),
)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, also where one of our scripts imports another, so that no browser mixes two releases."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", IMPORTS))

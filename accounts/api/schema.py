"""What the OpenAPI schema says besides the views: how to sign in, and which problems each call may get."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `type` and `code` are stable; `detail` is a sentence for a person.",
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string", "description": "Name of a query parameter."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
MEANINGS = {
    "400": "Not understood, or fields that are not valid.",
    "401": "No valid token.",
    "403": "The token lacks a scope, or its member a permission.",
    "404": "Nothing there, or not yours to see.",
    "409": "A rule of the desk refuses it, or the same Idempotency-Key is being answered.",
    "412": "Changed since the version in If-Match.",
    "413": "Too large.",
    "415": "A media type that is not taken.",
    "422": "The Idempotency-Key came with another body before.",
    "429": "Too many calls in this minute; see Retry-After.",
}
ALWAYS, OF_WRITES = ("400", "401", "403", "429"), ("409", "413", "415", "422")


class BearerToken(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "sd_<tenant>_<secret>"}


def with_problems(result, generator, request, public):
    """Name on each operation the problems that it may answer with."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            codes = [*ALWAYS, *(OF_WRITES if method == "post" else ()), *(["404"] if "{" in path else [])]
            codes += ["412"] if any(one["name"] == "If-Match" for one in operation.get("parameters", ())) else []
            for code in sorted(codes):
                content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
                operation["responses"].setdefault(code, {"description": MEANINGS[code], "content": content})
    return result

"""How often a token and a tenant may call: counted in Redis by one atomic script.

Without Redis calls go through, reads and writes alike: a ticket that cannot be filed because a counter is down would be
the greater harm, and sign-in keeps its own counters in PostgreSQL.
"""

import logging
import time
from functools import cache
from typing import NamedTuple

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
PATIENCE = 0.25  # seconds for Redis to answer
REST = 5  # seconds without asking a Redis that did not answer

# Windows begin with their first call. What the first key refuses the second does not count, so that one noisy token
# leaves the others their share. Returns calls made and milliseconds left of the key that decides.
COUNT = """
local made, left = {}, {}
for place, key in ipairs(KEYS) do
  made[place] = redis.call('INCR', key)
  if made[place] == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
  left[place] = redis.call('PTTL', key)
  if made[place] > tonumber(ARGV[place + 1]) then return {place, made[place], left[place]} end
end
return {1, made[1], left[1]}
"""
_asleep_until = 0.0


class Rate(NamedTuple):
    """Where a caller stands in the minute."""

    name: str
    limit: int
    remaining: int
    reset: int  # seconds
    is_over: bool


def count_call(token) -> Rate | None:
    """Count one call of the token; None when nothing could be counted."""
    global _asleep_until
    if time.monotonic() < _asleep_until:
        return None
    limits = settings.API_CALLS_PER_TOKEN, settings.API_CALLS_PER_TENANT
    keys = [f"api-limit:{token.tenant_id}:{token.pk}", f"api-limit:{token.tenant_id}"]
    try:
        place, made, left = _script()(keys=keys, args=[WINDOW * 1000, *limits])
    except RedisError:
        _asleep_until = time.monotonic() + REST
        logger.warning("Calls of the API are not being counted: Redis does not answer", exc_info=True)
        return None
    limit = limits[place - 1]
    return Rate(("token", "tenant")[place - 1], limit, max(limit - made, 0), -(-left // 1000), made > limit)


def headers(rate: Rate) -> dict[str, str]:
    """What the caller is told: the IETF draft's fields and the older plain ones."""
    return {
        "RateLimit-Policy": f'"{rate.name}";q={rate.limit};w={WINDOW}',
        "RateLimit": f'"{rate.name}";r={rate.remaining};t={rate.reset}',
        "X-RateLimit-Limit": str(rate.limit),
        "X-RateLimit-Remaining": str(rate.remaining),
        "X-RateLimit-Reset": str(rate.reset),
    }


@cache
def _script():
    redis = Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    return redis.register_script(COUNT)

"""Whether what the desk stands on is there."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis
from redis.exceptions import RedisError

from common import wallclock
from notifications.models import Heartbeat

HEARTBEAT_TOO_OLD = timedelta(seconds=60)


def database_answers() -> bool:
    """Whether PostgreSQL answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Whether Redis answers within two seconds."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
            return bool(broker.ping())
    except RedisError:
        return False


def newest_beat_is_recent() -> bool:
    """Whether the beat reached a worker within the last minute."""
    newest = Heartbeat.objects.order_by("-at").first()
    return newest is not None and wallclock.now() - newest.at < HEARTBEAT_TOO_OLD

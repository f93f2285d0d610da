"""Sessions in the database under the hash of their key, so that reading the table opens nobody's session."""

import hashlib

from django.contrib.sessions.backends import db

from accounts import tenancy
from common import wallclock


def hashed(session_key: str) -> str:
    """What the table stores in place of a session key (40 hex digits: the column's length)."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's store with hashed keys; tells the policies which session is the request's own."""

    def _get_session_from_db(self):
        try:
            return self.model.objects.get(session_key=hashed(self.session_key), expire_date__gt=wallclock.now())
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key):
        return self.model.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        now = tenancy.current()
        if now.scope and now.session != hashed(self.session_key):
            tenancy.write(tenancy.replaced(now, session=hashed(self.session_key)))
        return super().save(must_create)

    def delete(self, session_key=None):
        session_key = session_key or self.session_key
        if session_key:
            self.model.objects.filter(session_key=hashed(session_key)).delete()

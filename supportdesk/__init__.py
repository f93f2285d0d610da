"""The product: settings, root urls, the Celery app, the demo and its servers."""

from supportdesk.celery import app as celery_app

__all__ = ["celery_app"]

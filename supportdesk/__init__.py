"""The product: settings, root urls, the Celery app, the demo and its servers."""

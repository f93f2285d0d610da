"""The Celery application; its beat only says "look now", the rows say what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings.base")

app = Celery("supportdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY_TWO_SECONDS = {"schedule": 2.0, "options": {"expires": 2}}
app.conf.beat_schedule = {
    "sweep-due-clocks": {"task": "tickets.tasks.sweep_due_clocks", **EVERY_TWO_SECONDS},
    "sweep-retargets": {"task": "tickets.tasks.sweep_retargets", **EVERY_TWO_SECONDS},
    "sweep-due-timers": {"task": "tickets.tasks.sweep_due_timers", **EVERY_TWO_SECONDS},
    "prove-clocks": {"task": "tickets.tasks.prove_stored_clocks", "schedule": 900.0, "options": {"expires": 900}},
    "sweep-stints": {"task": "tickets.tasks.sweep_stints", **EVERY_TWO_SECONDS},
    "sweep-unpaid-contracts": {
        "task": "billing.tasks.sweep_unpaid_contracts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-month-credits": {"task": "billing.tasks.sweep_month_credits", "schedule": 3600.0, "options": {"expires": 3600}},
    "sweep-contract-days": {"task": "contracts.tasks.sweep_contract_days", **EVERY_TWO_SECONDS},
    "sweep-cover-changes": {"task": "tickets.tasks.sweep_cover_changes", **EVERY_TWO_SECONDS},
    "warn-of-versions-that-end": {
        "task": "contracts.tasks.warn_of_versions_that_end",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "keep-due-ledgers": {"task": "contracts.tasks.keep_due_ledgers", **EVERY_TWO_SECONDS},
    "sweep-advance-invoices": {
        "task": "billing.tasks.sweep_advance_invoices",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "sweep-overdue-invoices": {
        "task": "billing.tasks.sweep_overdue_invoices",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "count-tickets": {"task": "tickets.tasks.count_tickets", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-consent": {"task": "billing.tasks.sweep_consent", "schedule": 5.0, "options": {"expires": 5}},
    "sweep-accepted-quotes": {"task": "billing.tasks.sweep_accepted_quotes", "schedule": 5.0, "options": {"expires": 5}},
    "send-pending-notices": {"task": "notifications.tasks.send_pending_notices", **EVERY_TWO_SECONDS},
    "send-pending-letters": {"task": "notifications.tasks.send_pending_letters", **EVERY_TWO_SECONDS},
    "note-the-heartbeat": {"task": "notifications.tasks.note_heartbeat", **EVERY_TWO_SECONDS},  # its first beat makes us ready
}

"""Clocks that are watched get the plan that their columns imply: one warning at 75 percent, unless it went out, and the due instant."""

from django.db import migrations

PLANNED = """
UPDATE tickets_clock SET
  fired = CASE WHEN warned_percent >= 75 THEN '{w75}' ELSE '{}' END::text[],
  plan_at = CASE WHEN next_at IS NULL THEN '{}' ELSE array_remove(ARRAY[next_at, nullif(due_at, next_at)], NULL) END,
  plan_what = CASE WHEN next_at IS NULL THEN '{}' WHEN next_at < due_at THEN '{w75,due}' ELSE '{due}' END::text[]
WHERE next_at IS NOT NULL OR warned_percent > 0
"""
# What comes first of the things that the version before knows.
BACK = """
UPDATE tickets_clock SET
  warned_percent = CASE WHEN 'w75' = ANY(fired) THEN 75 ELSE 0 END,
  next_at = (
    SELECT min(at) FROM unnest(plan_at, plan_what) AS planned(at, what) WHERE what = 'due' OR what = 'w75'
  )
WHERE next_at IS NOT NULL OR 'w75' = ANY(fired)
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_clocks_carry_a_plan")]

    operations = [migrations.RunSQL(PLANNED, BACK)]

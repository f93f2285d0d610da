"""T1, T2 and T17: the engineer's queue, fifty rows, with sign-in, both walls and audit on."""

from __future__ import annotations

from accounts.models import Membership, Tenant
from accounts.tenancy import SYSTEM, acting_as, acting_in
from bench import databases
from bench.bare import BareHandler
from bench.browser import get, queue_address, signed_in
from bench.fill import QUEUES
from bench.measure import Line, interleaved, millis, ratio
from bench.reasons import explained, listening, profiled
from bench.seed import ENGINEER_EMAIL, LARGEST, NOW
from common import wallclock
from supportdesk.wsgi import application
from tickets.models import Ticket
from tickets.queries.desk import queue_page, totals_of

MOST_QUERIES = 12
EACH = 60


def beside_the_floor(bench) -> list[Line]:
    """T1: the page beside a bare view that shows fifty rows of the same table."""
    lines = []
    for size in bench.sizes:
        database = bench.ready(QUEUES[size])
        page, floor = page_of(database), floor_of(database)
        beside = Line("T1", f"queue page, {size} tickets: p50 in times of the bare page of 50 rows", 2)
        spread = Line("T1", f"queue page, {size} tickets: p95 in times of its p50", 2.5)
        for _ in range(bench.runs):
            timings = interleaved({"page": page, "floor": floor}, EACH)
            beside.add(ratio(timings, "page", "floor"))
            spread.add(timings["page"].p95 / timings["page"].p50)
            beside.note(f"page {millis(timings['page'].p50)}, floor {millis(timings['floor'].p50)}")
            spread.note(f"p95 {millis(timings['page'].p95)}; of the floor {timings['floor'].p95 / timings['floor'].p50:.3g} x")
        if not beside.is_met:
            beside.beside += explained(page) + profiled(page)
        lines += [beside, spread]
    return lines


def beside_ten_thousand(bench) -> list[Line]:
    """T2: what a hundred times as many tickets cost, and how many queries the page takes."""
    pages = {size: page_of(bench.ready(QUEUES[size])) for size in ("10k", "1M")}
    growth = Line("T2", "queue page at 1M tickets in times of the same at 10k", 1.2)
    asked = Line("T2", "queries of the page", MOST_QUERIES, "")
    for _ in range(bench.runs):
        timings = interleaved(pages, EACH)
        growth.add(ratio(timings, "1M", "10k"))
        growth.note(", ".join(f"{size} {millis(timing.p50)}" for size, timing in timings.items()))
        counts = {size: queries_of(page) for size, page in pages.items()}
        asked.add(max(counts.values()))
    if not growth.is_met:
        growth.beside += explained(pages["1M"])
    if not asked.is_met:
        with listening() as heard:
            pages["1M"]()
        asked.beside += [text[:150] for text in heard.texts]
    return [growth, asked]


def cost_of_the_walls(bench) -> list[Line]:
    """T17: the same page as the application's role and as the owner, whom no policy narrows."""
    lines = []
    for size in bench.sizes:
        database = bench.ready(QUEUES[size])
        pages = {"walled": page_of(database), "open": page_of(database, role="owner")}
        reads = {"walled": reads_of(database), "open": reads_of(database, role="owner")}
        cost = Line("T17", f"queue page with row-level security in times of without, {size}", 1.1)
        for _ in range(bench.runs):
            timings = interleaved(pages, EACH)
            cost.add(ratio(timings, "walled", "open"))
            alone = interleaved(reads, EACH)
            cost.note(
                f"page {millis(timings['walled'].p50)} and {millis(timings['open'].p50)}; the queue's queries alone "
                f"{millis(alone['walled'].p50)} and {millis(alone['open'].p50)}, {ratio(alone, 'walled', 'open'):.3g} x"
            )
        if not cost.is_met:
            cost.beside += explained(pages["walled"])
        lines.append(cost)
    return lines


def page_of(database: str, role: str = "app"):
    """A call that fetches the queue of the largest tenant, all of it through the product's own handler."""
    wallclock.now = lambda: NOW
    databases.sit_at(database)
    fetch = get(application, queue_address(), signed_in())

    def page():
        databases.sit_at(database, role)
        return fetch()

    rows = page().count(b"<tr id=")
    if rows != 50:
        raise RuntimeError(f"The queue showed {rows} rows, not 50")
    return page


def floor_of(database: str):
    """The bare page, as the owner: no policy in its way either."""
    databases.sit_at(database, "owner")
    tenant = Tenant.objects.get(slug=LARGEST)
    fetch = get(BareHandler(), f"/rows/{tenant.pk}/")

    def page():
        databases.sit_at(database, "owner")
        return fetch()

    if page().count(b"<tr id=") != 50:
        raise RuntimeError("The floor did not show 50 rows")
    return page


def reads_of(database: str, role: str = "app"):
    """A call that makes the queue's own queries, in a context that is open already but for its settings."""
    databases.sit_at(database, role)
    tenant = Tenant.objects.using("owner").get(slug=LARGEST)
    with acting_in(tenant, SYSTEM):
        member = Membership.objects.select_related("tenant", "person").get(person__email=ENGINEER_EMAIL)

    def read():
        databases.sit_at(database, role)
        with acting_as(member):
            rows = Ticket.objects.visible_to(member).open()
            queue_page(member, rows)
            totals_of(rows, NOW)

    return read


def queries_of(page) -> int:
    page()
    with listening() as heard:
        page()
    return heard.count

"""The schema and the page that lets a person try the API: open to all, from this house alone."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from playwright.sync_api import expect

from tests.browser import chromium


def test_the_schema_is_served_as_yaml_and_json(client):
    as_yaml, as_json = client.get("/api/schema/"), client.get("/api/schema/", query_params={"format": "json"})

    assert as_yaml["Content-Type"].startswith("application/vnd.oai.openapi")
    assert yaml.safe_load(as_yaml.content)["openapi"] == "3.1.0"
    assert as_json.json()["paths"].keys() == yaml.safe_load(as_yaml.content)["paths"].keys()


@pytest.mark.django_db
def test_the_page_is_served_without_a_token_under_the_policy_of_every_page(client):
    page, usual = client.get("/api/docs/"), client.get("/accounts/login/")

    def parts(answer):
        found = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        return {name: value.split(" 'nonce")[0] for name, value in found.items()}

    assert page.status_code == 200
    assert parts(page) == parts(usual)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_person_reads_the_page_offline_and_calls_from_it(live_server, ann, anns):
    asked, said = [], []
    schema = (Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text()
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{live_server.url}/api/docs/")
        expect(page.locator(".opblock")).to_have_count(len(re.findall(r"^ +operationId:", schema, re.MULTILINE)))
        expect(page.get_by_role("heading", name="Supportdesk API")).to_be_visible()
        page.locator(".btn.authorize").first.click()
        page.locator(".auth-container input").fill(anns.secret)
        page.locator(".auth-container button.authorize").click()
        page.locator(".btn-done").click()
        operation = page.locator("#operations-tickets-list_tickets")
        operation.locator(".opblock-summary-control").click()
        operation.locator(".try-out__btn").click()
        operation.locator(".execute").click()
        expect(operation.locator(".live-responses-table tbody .response-col_status")).to_contain_text("200")

    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []
    assert said == []

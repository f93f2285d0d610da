"""The compose file is parsed, because no container engine is at hand: its variables, commands and checks must be real."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SETTINGS = (ROOT / "supportdesk/settings/base.py").read_text()
ROLES = (ROOT / "supportdesk/management/commands/create_roles.py").read_text()
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "supportdesk"}


def test_every_variable_of_our_services_is_one_that_is_read():
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', SETTINGS)) | set(re.findall(r'_database\("([A-Z_]+)"', SETTINGS))
    read |= set(re.findall(r'"(DATABASE_[A-Z]+_URL)"', ROLES))

    assert {name for service in OURS.values() for name in service["environment"]} - read == set()


def test_every_command_is_one_that_the_readme_names():
    readme = (ROOT / "README.md").read_text()
    commands = {service["command"] for service in OURS.values() if "command" in service}
    started = (ROOT / "Dockerfile").read_text()

    assert "gunicorn supportdesk.wsgi" in readme and '"gunicorn", "supportdesk.wsgi"' in started
    for command in commands:
        assert " ".join(command.split()[:4]) in readme, command


def test_what_people_fill_in_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert asked == offered


def test_each_role_reaches_only_the_service_that_needs_it():
    for name, service in OURS.items():
        urls = " ".join(str(value) for key, value in service["environment"].items() if key.startswith("DATABASE"))
        assert ("supportdesk_owner" in urls) == (name in ("roles", "migrate")), name
        assert ("//postgres:" in urls) == (name == "roles"), name


def test_every_lasting_service_has_a_health_check_and_data_outlive_containers():
    lasting = {name: service for name, service in COMPOSE["services"].items() if service.get("restart") != "no"}

    assert {name for name, service in lasting.items() if "healthcheck" not in service} == set()
    assert set(COMPOSE["volumes"]) == {"database", "broker", "media"}

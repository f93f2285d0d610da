"""Static files as production serves them."""

import re

from django.core.management import call_command


def test_collected_scripts_import_each_other_by_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "common.storage.HashedFiles"}}

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["drf_spectacular_sidecar"])

    collected = list((tmp_path / "js").glob("*.????????????.js"))
    assert len(collected) >= 10
    for script in collected:
        for name in re.findall(r'^import .*?"\./([^"]+)";', script.read_text(), re.M):
            assert re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", name), f"{script.name} imports {name}"
            assert (script.parent / name).is_file()

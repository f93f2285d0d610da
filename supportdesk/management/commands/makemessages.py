"""Extract texts for translation the same way on every machine; needs GNU gettext."""

from pathlib import Path

from django.core.management.commands import makemessages

NOT_SHOWN_TO_PEOPLE = ["tests/*", "bench/*", ".venv/*", ".demo/*", "staticfiles/*", "media/*"]


class Command(makemessages.Command):
    """Django's, without what changes by itself (places, dates, wrapping) and without guessed translations."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args, **options):
        options["ignore_patterns"] = [*options["ignore_patterns"], *NOT_SHOWN_TO_PEOPLE]
        return super().handle(*args, **options | {"no_location": True, "no_wrap": True, "no_obsolete": True})

    def write_po_file(self, potfile, locale):
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        catalogue.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")

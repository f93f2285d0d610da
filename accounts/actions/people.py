"""What people say about themselves, in whatever tenants they are something."""


def change_profile(*, person, name, time_zone, language, theme):
    """The person's own name, zone, language and theme; how a tenant shows them is the membership's."""
    person.name, person.time_zone, person.language, person.theme = name, time_zone, language, theme
    person.save(update_fields=["name", "time_zone", "language", "theme"])


def choose_theme(*, person, theme):
    """Light, dark, or as the system says."""
    person.theme = theme
    person.save(update_fields=["theme"])

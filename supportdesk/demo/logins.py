"""Who can sign in to the demo; the sample data makes them, the supervisor prints them."""

# (role, e-mail, password)
LOGINS: list[tuple[str, str, str]] = []

"""Who can sign in to the demo; the sample data makes them, the supervisor prints them."""

PASSWORD = "open-the-demo"

# (role, e-mail, password): every person of the sample data has this password, these are the ones worth trying
LOGINS: list[tuple[str, str, str]] = [
    (role, email, PASSWORD)
    for role, email in (
        ("Contact", "liam.hart@kestrel.example"),
        ("Contact, manager and approver", "joanna.petrie@kestrel.example"),
        ("Engineer L1", "hannah.osei@calder.example"),
        ("Engineer L2", "priya.raman@calder.example"),
        ("Engineer L3, in two companies", "tomasz.wilk@calder.example"),
        ("Engineer L4", "ines.moreau@calder.example"),
        ("Engineer L2, also a client", "diego.fuentes@calder.example"),
        ("Lead", "rachel.cole@calder.example"),
        ("Account manager", "oliver.grant@calder.example"),
        ("Finance", "mei.lin@calder.example"),
        ("Administrator", "sam.whitfield@calder.example"),
        ("Every role at once", "ruth.calder@calder.example"),
        ("Every role, other company", "dana.whitaker@northbeam.example"),
    )
]

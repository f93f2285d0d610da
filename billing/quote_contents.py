"""What a version of a quote says, put together once when it is sent: plain JSON, whose hash an acceptance names (C-21)."""

from common.money import rounded

FORM = 1


def quote_content(version, quote, lines, profile) -> dict:
    """The offer as JSON of texts: amounts at the currency's digits, dates in ISO."""

    def money(amount):
        return None if amount is None else str(rounded(amount, quote.currency))

    return {
        "form": FORM,
        "number": str(quote),
        "version": version.number,
        "currency": quote.currency,
        "client": profile.name if profile else quote.client.name,
        "ticket": quote.ticket.number if quote.ticket else None,
        "contract": quote.contract.name if quote.contract else "",
        "title": version.title,
        "scope": version.scope,
        "pricing": version.pricing,
        "billing": version.billing,
        "starts_when": version.starts_when,
        "dated_on": version.dated_on.isoformat(),
        "valid_until": version.valid_until.isoformat(),
        "lines": [
            {
                "description": line.description,
                "level": line.level,
                "band": line.band,
                "minutes": line.minutes,
                "rate": None if line.rate is None else f"{line.rate.normalize():f}",
                "net": money(line.net),
            }
            for line in lines
        ],
        "contingency_percent": f"{version.contingency_percent.normalize():f}",
        "contingency": money(version.contingency),
        "not_to_exceed": money(version.not_to_exceed),
        "tax_category": version.tax_category,
        "tax_percent": f"{version.tax_percent.normalize():f}",
        "net": money(version.net),
        "tax": money(version.tax),
        "total": money(version.total),
    }

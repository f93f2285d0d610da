"""Starts the wait for an answer anew with each message of the client (S-15)."""

from typing import Any

from conformance.broken.sound import engine, serve
from conformance.oracle.ticket import Ticket


class Impatient(Ticket):
    def _client_wrote(self, event: dict[str, Any]) -> None:
        for clock in self.live("next_response"):
            self.clocks.remove(clock)
        super()._client_wrote(event)


if __name__ == "__main__":
    serve(engine(ticket=Impatient))

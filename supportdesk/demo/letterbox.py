"""Caught mails as files, numbered as they arrive, so that any number of them needs no memory."""

from __future__ import annotations

import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

KEPT = 5000
ENVELOPE = "X-Envelope-To"


@dataclass(frozen=True)
class Letter:
    number: int
    received: float  # seconds since 1970
    sender: str
    recipients: str
    subject: str
    text: str


class Letterbox:
    """A folder of .eml files; the oldest go when there are more than `kept`."""

    def __init__(self, folder: Path, kept: int = KEPT):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.kept = folder, kept
        self.last = max(self.numbers(), default=0)

    def put(self, recipients: Iterable[str], content: bytes) -> int:
        self.last += 1
        draft = self.folder / "arriving"
        draft.write_bytes(f"{ENVELOPE}: {', '.join(recipients)}\r\n".encode() + content)
        draft.rename(self.path(self.last))  # readers meet whole mails only
        self.path(self.last - self.kept).unlink(missing_ok=True)
        return self.last

    def numbers(self) -> list[int]:
        """Newest first."""
        return sorted((int(path.stem) for path in self.folder.glob("*.eml")), reverse=True)

    def path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.eml"

    def read(self, number: int) -> Letter | None:
        try:
            content, received = self.path(number).read_bytes(), self.path(number).stat().st_mtime
        except OSError:
            return None
        message = message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return Letter(
            number,
            received,
            sender=str(message.get("From", "")),
            recipients=str(message.get(ENVELOPE, "")),
            subject=str(message.get("Subject", "")),
            text=_text(message),
        )


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain", "html"))
        return "" if body is None else str(body.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        return message.as_bytes().decode(errors="replace")

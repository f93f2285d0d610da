"""Finding a port that nothing else listens on."""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection

from supportdesk.demo.processes import StartRefused

LOOPBACK = ("127.0.0.1", "localhost")


def web_port(host: str, asked: int | None) -> int:
    """The port `asked` for, or a refusal in words; without one the first free port from 8000."""
    if asked is None:
        return first_free(host, 8000)
    reason = why_not(host, asked)
    if reason == errno.EADDRINUSE:
        raise StartRefused(f"Port {asked} is in use by another program: choose another with --port, or leave --port out.")
    if reason in (errno.EACCES, errno.EPERM):
        raise StartRefused(f"No permission to listen on port {asked}: choose one from 1024 upwards with --port.")
    if reason is not None:
        raise StartRefused(
            f"Cannot listen on {host}, port {asked}: give this machine's address, or 0.0.0.0 for all, with --host."
        )
    return asked


def first_free(host: str, start: int, taken: Collection[int] = ()) -> int:
    """The first port from `start` that is free and that we have not given away already (`taken`)."""
    for port in range(start, start + 100):
        if port in taken:
            continue
        reason = why_not(host, port)
        if reason is None:
            return port
        if reason != errno.EADDRINUSE:
            raise StartRefused(f"Cannot listen on {host}: give this machine's address, or 0.0.0.0 for all, with --host.")
    raise StartRefused(f"All ports from {start} to {start + 99} are in use: choose one with --port.")


def why_not(host: str, port: int) -> int | None:
    """The error number that keeps us from listening there; none when we may."""
    places = [(socket.AF_INET, host)]
    if host in LOOPBACK and socket.has_ipv6:
        places.append((socket.AF_INET6, "::1"))  # a browser may ask there first when it reads "localhost"
    for family, address in places:
        with socket.socket(family) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((address, port))
            except OSError as error:
                if family is socket.AF_INET6 and error.errno != errno.EADDRINUSE:
                    continue  # this machine has no IPv6
                return error.errno or errno.EINVAL
    return None

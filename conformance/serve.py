"""The engine's side of the protocol: one case a line in, one answer a line out."""

import json
import sys
from collections.abc import Callable
from typing import Any


def serve(answer: Callable[[dict[str, Any]], list[Any]]) -> None:
    """Answer every line on standard input; a case that cannot be answered says why and does not end the engine."""
    for line in sys.stdin:
        case = json.loads(line)
        try:
            reply = {"id": case["id"], "answers": answer(case)}
        except Exception as error:  # one bad case must not hide the others
            reply = {"id": case["id"], "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply, separators=(",", ":")), flush=True)

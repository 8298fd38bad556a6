"""A worker process: reads requests from standard input, one a line, and answers each with one line.

Fields are separated by tabs. Requests: `tasks`; `load KIND FOLDER`; `parity FOLDER`; `time TASK VARIANT REPEATS`; `quit`.
Answers: `ok FIELD...` or `error MESSAGE`. `time` answers with seconds, one field a repeat.
"""

import os
import sys
import time
from pathlib import Path
from typing import Protocol


class Peer(Protocol):
    """What a worker has to offer."""

    def about(self) -> str:
        """Name and versions."""

    def variants(self) -> dict[str, list[str]]:
        """Tasks, and for each the forms of it that are worth trying."""

    def load(self, kind: str, folder: Path) -> None:
        """Takes over a problem: `mixture` or `gaussian`."""

    def parity(self, folder: Path) -> None:
        """Writes this peer's numbers for the loaded problems to a folder."""

    def run(self, task: str, variant: str) -> float | None:
        """Does a task once and waits until it is done; returns seconds if it times itself."""


def serve(peer: Peer) -> None:
    """Answers requests until `quit` or the end of the input."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever libraries print goes to standard error
    for line in sys.stdin:
        request = line.rstrip("\n").split("\t")
        if request[0] == "quit":
            break
        try:
            fields = answer(peer, request)
        except Exception as e:  # whatever goes wrong is the controller's to report
            fields = ["error", f"{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")]
        print(*fields, sep="\t", file=answers, flush=True)


def answer(peer: Peer, request: list[str]) -> list[str]:
    match request:
        case ["tasks"]:
            return ["ok", peer.about(), *(f"{t}={','.join(v)}" for t, v in peer.variants().items())]
        case ["load", kind, folder]:
            peer.load(kind, Path(folder))
            return ["ok"]
        case ["parity", folder]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            peer.parity(Path(folder))
            return ["ok"]
        case ["time", task, variant, repeats]:
            return ["ok", *(repr(timed(peer, task, variant)) for _ in range(int(repeats)))]
    return ["error", f"unknown request {request}"]


def timed(peer: Peer, task: str, variant: str) -> float:
    start = time.perf_counter()
    own = peer.run(task, variant)
    return time.perf_counter() - start if own is None else own

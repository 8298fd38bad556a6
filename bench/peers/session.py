"""Worker processes, asked one at a time."""

import os
import selectors
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np


SLOW = 4.0
"""Seconds; what takes longer is not run again just to be warm, and counts as timed if there is nothing to choose."""

LEAST_ROUNDS = 2
"""Times that everybody is measured."""


class WorkerError(Exception):
    """A worker answered with an error, died or took too long."""


@dataclass
class Worker:
    """A worker process. `name` is short; `about` is what the worker says of itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    about: str = ""
    variants: dict[str, list[str]] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts the process and asks for its tasks."""
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                bufsize=1,
            )
        self.about, *tasks = self.ask("tasks", timeout=600)
        self.variants = {t: v.split(",") for t, v in (task.split("=", 1) for task in tasks)}

    def ask(self, *request: object, timeout: float = 300) -> list[str]:
        """Sends a request and returns the fields of the answer."""
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            raise WorkerError("not running")
        try:
            process.stdin.write("\t".join(map(str, request)) + "\n")
            process.stdin.flush()
        except OSError:
            raise WorkerError(self.last_words()) from None
        answer = read_line(process.stdout, timeout)
        if answer is None:
            self.stop()
            raise WorkerError(f"no answer to {request[0]} within {timeout:.0f} s")
        kind, *fields = answer.rstrip("\n").split("\t")
        if kind == "ok":
            return fields
        raise WorkerError(" ".join(fields) if kind == "error" else self.last_words())

    def seconds(self, task: str, variant: str, repeats: int = 1) -> list[float]:
        """Times a task."""
        return [float(s) for s in self.ask("time", task, variant, repeats)]

    def last_words(self) -> str:
        """The last line of the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "ended without a word"

    def stop(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def read_line(stream: IO[str], timeout: float) -> str | None:
    """A line, or None if it takes too long. Answers are single lines, so nothing is left in the buffer."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return stream.readline() if selector.select(timeout) else None


@dataclass
class Entry:
    """One row of a table: a worker, a task, and the variants to choose from."""

    label: str
    worker: Worker
    task: str
    variants: list[str]
    chosen: str = ""
    tried: dict[str, float] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    spent: float = 0.0
    failure: str = ""

    def tune(self, warm_seconds: float) -> None:
        """Warms up and keeps the fastest variant."""
        for variant in self.variants:
            start = time.monotonic()
            times = self.worker.seconds(self.task, variant)
            if time.monotonic() - start < SLOW:
                times = self.worker.seconds(self.task, variant)
            elif len(self.variants) == 1:
                self.tried[variant], self.times = times[0], times  # as good as a turn
                self.spent = time.monotonic() - start
                break
            # a variant that is far behind needs no more of our time
            while sum(times) < warm_seconds and len(times) < 12 and not self.hopeless(times[0]):
                times += self.worker.seconds(self.task, variant)
            self.tried[variant] = min(times)
        self.chosen = min(self.tried, key=lambda v: self.tried[v])

    def hopeless(self, seconds: float) -> bool:
        return seconds > 1.5 * min(self.tried.values(), default=np.inf)

    def take_turn(self) -> None:
        """Times the chosen variant once."""
        start = time.monotonic()
        self.times += self.worker.seconds(self.task, self.chosen)
        self.spent += time.monotonic() - start

    @property
    def median(self) -> float:
        return float(np.median(self.times))

    @property
    def quartiles(self) -> tuple[float, float]:
        low, high = np.percentile(self.times, [25, 75])
        return float(low), float(high)


def take_turns(entries: list[Entry], rounds: int, warm_seconds: float, budget: float) -> list[Entry]:
    """Tunes every entry, then times all in turns: A B C A B C ... One that has spent more seconds than the budget sits
    out what is left. Returns those that worked."""
    for entry in entries:
        guarded(entry, lambda e: e.tune(warm_seconds))
    for _ in range(rounds):
        for entry in entries:
            if not entry.failure and (len(entry.times) < LEAST_ROUNDS or entry.spent < budget):
                time.sleep(0.05)  # threads of the one before go to sleep
                guarded(entry, Entry.take_turn)
    return [e for e in entries if not e.failure]


def guarded(entry: Entry, action) -> None:
    try:
        action(entry)
    except WorkerError as e:
        entry.failure = str(e)

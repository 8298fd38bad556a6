"""The comparison: starts all workers, checks that they agree, times them in turns, prints tables or JSON.

Started by `bench/run`, which makes the virtual environments and finds the JDKs.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from .arguments import arguments
from .benchmark import Benchmark
from .machine import machine
from .report import as_json, as_text
from .session import Worker, WorkerError

BENCH = Path(__file__).resolve().parent.parent


def jdks(options: argparse.Namespace) -> list[str]:
    """Homes of the JDKs to use, the main one first."""
    found = [line.split("\t") for line in os.environ["CWM_BENCH_JDKS"].splitlines() if line]
    homes = [options.jdk] if options.jdk else [home for major, home in found[:1]]
    if options.jdk_all:
        homes += [home for major, home in found if major == "17" and home not in homes][:1]
    if not homes:
        sys.exit("bench/run: no JDK found; install a JDK 17 or newer, or set JAVA_HOME")
    return homes


def ours(home: str, index: int, threads: int, logs: Path) -> Worker:
    command = [str(BENCH / "measure"), "org.cwm.bench.peers.PeersWorker", str(threads)]
    return Worker(f"cwm-{index}", command, {"CWM_JAVA_HOME": home}, logs / f"cwm-{index}.log")


def theirs(name: str, python: str, module: list[str], threads: int, logs: Path) -> Worker:
    count = str(threads)
    limits = ("CWM_BENCH_THREADS", "NPROC", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = {**dict.fromkeys(limits, count), "PYTHONPATH": str(BENCH), "PYTHONWARNINGS": "ignore"}
    return Worker(name, [python, "-m", f"peers.{module[0]}", *module[1:]], environment, logs / f"{name}.log")


def main() -> None:
    options = arguments()
    say = lambda text: print(text, file=sys.stderr, flush=True)
    not_run: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="cwm-bench-") as name:
        work = Path(name)
        torch = os.environ.get("CWM_BENCH_TORCH_PYTHON", "")
        mine = [ours(home, i, options.threads, work) for i, home in enumerate(jdks(options))]
        wanted = [
            ("jax", sys.executable, ["jax_peer", "float32"]),
            ("sklearn", sys.executable, ["sklearn_peer"]),
            ("torch-eager", torch, ["torch_peer", "eager"]),
            ("torch-compile", torch, ["torch_peer", "compile"]),
            ("zuko", torch, ["zuko_peer"]),
        ]
        peers = []
        for peer, python, module in wanted:
            if python:
                peers.append(theirs(peer, python, module, options.threads, work))
            else:
                not_run[peer] = os.environ.get("CWM_BENCH_TORCH_REASON", "no Python with it")
        reference = theirs("float64", sys.executable, ["jax_peer", "float64"], options.threads, work)
        started = []
        try:
            for worker in [*mine, reference, *peers]:
                say(f"starting {worker.name}")
                started.append(worker)
                try:
                    worker.start()
                except WorkerError as e:
                    if worker in mine or worker is reference:
                        sys.exit(f"bench/run: {worker.name} did not start: {e}")
                    not_run[worker.name] = str(e)
            running = [p for p in peers if p.name not in not_run]
            bench = Benchmark(mine, running, reference, not_run, options, work, say)
            results = bench.run()
        finally:
            for worker in started:
                worker.stop()
    results["machine"] = {**machine(), **results["machine"]}
    print(json.dumps(as_json(results), indent=2) if options.json else as_text(results))
    if not all(p.ok for p in results["parity"]):
        sys.exit(1)


if __name__ == "__main__":
    main()

"""What is timed, section by section."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import DRAWS, problems
from .exchange import GaussianProblem, MixtureProblem
from .parity import Parity, compare_fixed_points, compare_mixture
from .session import Entry, Worker, WorkerError, take_turns

POINTS, COMPONENTS, HIDDEN = 5_000, 50, (128, 128, 128)
EM_ROWS, EM_DIMENSION = 200_000, 10
PARITY_POINTS = 1_000


@dataclass
class Table:
    """Timed entries of one task. Work is what one repetition does, in `unit`s; `operations` of float32 arithmetic."""

    section: str
    title: str
    unit: str
    work: float
    entries: list[Entry]
    operations: float = 0.0
    note: str = ""
    fractions: dict[str, float] = field(default_factory=dict)

    def best_peer(self) -> Entry | None:
        """The fastest of the others."""
        return min((e for e in self.entries if e.times and not is_ours(e.worker)), key=lambda e: e.median, default=None)

    def ratio(self, worker: Worker, label: str = "") -> float | None:
        """How many times faster than the best peer one of ours is; its first entry, or the one with a label."""
        mine = [e for e in self.entries if e.worker is worker and e.times and label in e.label]
        peer = self.best_peer()
        return peer.median / mine[0].median if mine and peer else None

    def ratio_to_whole_batch(self, worker: Worker) -> float | None:
        """The same, with the peers' plainest form: all points at once."""
        mine = [e for e in self.entries if e.worker is worker and e.times]
        tried = [e.tried for e in self.entries if e.tried and not is_ours(e.worker)]
        whole = [t[v] for t in tried for v in [max(t, key=int)]]
        return min(whole) / mine[0].median if mine and whole else None


def is_ours(worker: Worker) -> bool:
    return worker.name.startswith("cwm")


class Benchmark:
    """One session with all workers running."""

    def __init__(
        self,
        ours: list[Worker],
        peers: list[Worker],
        reference: Worker,
        not_run: dict[str, str],
        options: Namespace,
        work: Path,
        say: Callable[[str], None],
    ):
        self.ours, self.peers, self.reference, self.not_run = ours, peers, reference, not_run
        self.quick, self.only, self.model = options.quick, options.only, options.model
        self.threads = options.threads
        self.rounds = options.rounds or (5 if options.quick else 15)
        self.warm_seconds = 1.0 if options.quick else 3.0
        self.budget = 10.0 if options.quick else 90.0
        self.work, self.say = work, say
        self.tables: list[Table] = []
        self.parity: list[Parity] = []
        self.peaks: dict[str, list[list[float]]] = {w.name: [] for w in ours}

    def run(self) -> dict:
        """Everything that was asked for."""
        mixture_sections = {"step", "epoch", "score", "sample"} & set(self.only)
        mixture = problems.overlapping_mixture(POINTS, COMPONENTS, HIDDEN, seed=1)
        if mixture_sections:
            self.mixture_parity(mixture)
        self.reference.stop()
        if mixture_sections:
            self.mixture_tables(mixture)
        for kind in ("diag", "full"):
            if f"em-{kind}" in self.only:
                self.em_parity(kind)
                self.em_tables(kind)
        if "flows" in self.only and not self.quick:
            self.flows(mixture)
        ran = {e.worker.name for t in self.tables for e in t.entries if e.times and not is_ours(e.worker)}
        idle = {w.name: "nothing to do in what was asked for" for w in self.peers if w.name not in ran}
        return {
            "options": {"quick": self.quick, "rounds": self.rounds, "threads": self.threads},
            "ours": self.ours,
            "parity": self.parity,
            "tables": self.tables,
            "peers": {w.name: w.about for w in self.peers if w.name in ran},
            "notRun": idle | self.not_run,
            "machine": {"peaks": self.peaks},
        }

    def able(self, task: str) -> list[Worker]:
        """Peers that offer a task and agree with the reference."""
        return [w for w in self.peers if task in w.variants and self.agrees(w)]

    def agreeing(self, kind: str = "") -> list[Worker]:
        """Our workers that agree with the reference; for EM of a kind with the peer's fixed point."""
        return [w for w in self.ours if self.agrees(w, kind)]

    def agrees(self, worker: Worker, kind: str = "") -> bool:
        names = (worker.name, f"{worker.name} EM {kind}")
        return all(p.ok for p in self.parity if p.name in names)

    def load(self, workers: list[Worker], kind: str, folder: Path) -> None:
        for w in workers:
            w.ask("load", kind, folder)

    def measure_peak(self) -> None:
        for w in self.ours:
            self.peaks[w.name].append([float(f) for f in w.ask("peak")])

    def peak(self, worker: Worker) -> float:
        """The highest median of the peaks measured in this session."""
        return max(median for _, median, _ in self.peaks[worker.name])

    def time(self, table: Table) -> None:
        self.say(f"timing {table.title}")
        take_turns(table.entries, self.rounds, self.warm_seconds, self.budget)
        self.tables.append(table)

    # The classifier weighted mixture

    def mixture_parity(self, mixture: MixtureProblem) -> None:
        self.say("comparing log densities and gradients")
        folder = self.work / "parity"
        replace(mixture, points=mixture.points[:PARITY_POINTS]).write(folder)
        contenders = [*self.ours, *self.able("step")]
        self.parity += compare_mixture(contenders, self.reference, folder, self.work / "numbers")
        for p in self.parity:
            if not p.ok:
                self.not_run[p.name] = f"disagrees: {p.failure or p.differences}"

    def mixture_tables(self, mixture: MixtureProblem) -> None:
        folder = self.work / "mixture"
        mixture.write(folder)
        everybody = [*self.agreeing(), *self.able("step")]
        self.load(everybody, "mixture", folder)
        rows = POINTS * COMPONENTS
        step = 6.0 * mixture.forward_multiply_adds * rows
        share = problems.evaluated_share(mixture)
        shape = f"{POINTS:,} points, K = {COMPONENTS}, D = {mixture.dimension}, {'-'.join(map(str, HIDDEN))} tanh"
        if "step" in self.only:
            self.measure_peak()
            table = Table("step", f"Step: value and gradient, {shape}", "points", POINTS, self.entries("step"), step)
            table.note = f"At least {share:.4f} of all rows (point, component) go through our classifier."
            self.time(table)
            self.measure_peak()
            table.fractions = {
                e.label: step / e.median / 1e9 / self.peak(e.worker) for e in table.entries if e.times and e.worker in self.ours
            }
            if self.model:
                self.saved_model()
                self.load(everybody, "mixture", folder)
        if "epoch" in self.only:
            entries = [Entry(f"{w.about}, roulette", w, "epoch", ["roulette"]) for w in self.agreeing()]
            entries += [Entry(f"{w.about}, every row", w, "epoch", ["dense"]) for w in self.agreeing()]
            entries += [Entry(w.about, w, "epoch", w.variants["epoch"]) for w in self.able("epoch")]
            self.time(Table("epoch", f"Epoch: batches of 1,000, {shape}", "points", POINTS, entries))
        if "score" in self.only:
            title = f"Scoring: log densities, {shape}"
            self.time(Table("score", title, "rows", POINTS, self.entries("score"), step / 3))
        if "sample" in self.only:
            operations = 2.0 * mixture.forward_multiply_adds * DRAWS
            title = f"Sampling: {DRAWS:,} draws, same model"
            self.time(Table("sample", title, "draws", DRAWS, self.entries("sample"), operations))

    def entries(self, task: str, kind: str = "") -> list[Entry]:
        return [Entry(w.about, w, task, w.variants[task]) for w in [*self.agreeing(kind), *self.able(task)]]

    def saved_model(self) -> None:
        mixture = problems.saved_mixture(self.model, POINTS, seed=2)
        folder = self.work / "saved"
        mixture.write(folder)
        self.load([*self.agreeing(), *self.able("step")], "mixture", folder)
        table = Table("saved", f"Step of the saved model {self.model.name}", "points", POINTS, self.entries("step"))
        table.note = f"At least {problems.evaluated_share(mixture):.4f} of all rows go through our classifier."
        self.time(table)

    # Gaussian mixtures

    def em_parity(self, kind: str) -> None:
        peers = self.able("em")
        if not peers:
            return
        self.say(f"comparing the fixed points of EM, {kind}")
        folder = self.work / f"em-parity-{kind}"
        problems.gaussian(2_000, 3, 4, kind, spread=3.0, seed=3).write(folder)
        found = compare_fixed_points(self.ours, peers[0], folder, self.work / f"em-numbers-{kind}")
        self.parity += [replace(p, name=f"{p.name} EM {kind}") for p in found]
        self.not_run |= {f"{p.name} EM {kind}": f"disagrees: {p.failure or p.differences}" for p in found if not p.ok}

    def em_tables(self, kind: str) -> None:
        name = {"diag": "diagonal", "full": "full"}[kind]
        kinds_of_data = ((0.5, "overlapping"),) if self.quick else ((0.5, "overlapping"), (1.5, "separate"))
        for spread, data in kinds_of_data:
            problem: GaussianProblem = problems.gaussian(EM_ROWS, EM_DIMENSION, COMPONENTS, kind, spread, seed=4)
            folder = self.work / f"em-{kind}-{data}"
            problem.write(folder)
            self.load([*self.agreeing(kind), *self.able("em")], "gaussian", folder)
            shape = f"{EM_ROWS:,} x {EM_DIMENSION}, K = {COMPONENTS}, {name} covariance, {data} components"
            title = f"EM: one iteration, {shape}"
            self.time(Table(f"em-{kind}-{data}", title, "rows", EM_ROWS, self.entries("em", kind)))
            if kind == "full" and data == "separate":
                title = f"Gaussian mixture, log densities, {shape}"
                self.time(Table("mixture-score", title, "rows", EM_ROWS, self.entries("mixture-score", kind)))
                title = f"Gaussian mixture, {DRAWS:,} draws"
                self.time(Table("mixture-sample", title, "draws", DRAWS, self.entries("mixture-sample", kind)))

    # Other models

    def flows(self, mixture: MixtureProblem) -> None:
        flows = self.able("RealNVP-step")
        if not flows:
            return
        folder = self.work / "flows"
        mixture.write(folder)
        self.load([*self.agreeing(), *flows], "mixture", folder)
        for task, title, unit, work in (
            ("step", f"value and gradient, {POINTS:,} points", "points", POINTS),
            ("score", f"log densities of {POINTS:,} points", "rows", POINTS),
            ("sample", f"{DRAWS:,} draws", "draws", DRAWS),
        ):
            entries = [Entry(w.about, w, task, w.variants[task]) for w in self.agreeing()]
            for w in flows:
                entries += [Entry(f"{w.about} {m}", w, f"{m}-{task}", ["-"]) for m in ("RealNVP", "NSF")]
            note = "Different models with different numbers of parameters: for orientation, no ratio is claimed."
            self.time(Table(f"flows-{task}", f"Flows: {title}", unit, work, entries, note=note))

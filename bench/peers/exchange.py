"""Problems on disk, as the workers of every language read them: a folder with `problem.properties` (key=value) and raw
little-endian arrays, `NAME.f32` or `NAME.f64`, row-major."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


def write_array(folder: Path, name: str, values: np.ndarray) -> None:
    """Writes float32 as NAME.f32, anything else as NAME.f64."""
    suffix, kind = (".f32", "<f4") if values.dtype == np.float32 else (".f64", "<f8")
    np.ascontiguousarray(values, kind).tofile(folder / (name + suffix))


def read_array(folder: Path, name: str, *shape: int) -> np.ndarray:
    """Reads NAME.f32 or NAME.f64, whichever there is."""
    single = folder / (name + ".f32")
    file, kind = (single, "<f4") if single.exists() else (folder / (name + ".f64"), "<f8")
    return np.fromfile(file, kind).reshape(shape or (-1,))


def write_properties(folder: Path, **values: object) -> None:
    """Writes `problem.properties`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{k}={v}\n" for k, v in values.items())
    (folder / "problem.properties").write_text(text, encoding="utf-8")


def read_properties(folder: Path) -> dict[str, str]:
    """Reads `problem.properties`."""
    lines = (folder / "problem.properties").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line)


@dataclass(frozen=True)
class MixtureProblem:
    """A classifier weighted mixture with diagonal maps, and points. `flat` holds maps.mean (K, D), maps.logScale (K, D),
    then weight (out, in) and bias of each layer of the classifier: the order of our own parameter vector."""

    points: np.ndarray
    flat: np.ndarray
    components: int
    hidden: tuple[int, ...]

    @property
    def dimension(self) -> int:
        return self.points.shape[1]

    @property
    def widths(self) -> list[int]:
        """Widths of input, hidden layers and output."""
        return [self.dimension, *self.hidden, self.components]

    @property
    def forward_multiply_adds(self) -> int:
        """Multiply-adds of the classifier for one row (point, component)."""
        return sum(a * b for a, b in zip(self.widths, self.widths[1:]))

    def shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the tensors, in the order of `flat`."""
        maps = (self.components, self.dimension)
        layers = [s for i, o in zip(self.widths, self.widths[1:]) for s in ((o, i), (o,))]
        return [maps, maps, *layers]

    def tensors(self) -> list[np.ndarray]:
        """`flat` cut into tensors."""
        shapes = self.shapes()
        ends = np.cumsum([int(np.prod(s)) for s in shapes])
        return [part.reshape(s) for part, s in zip(np.split(self.flat, ends[:-1]), shapes)]

    def write(self, folder: Path) -> None:
        """Writes the problem to a folder."""
        write_properties(
            folder,
            rows=len(self.points),
            dimension=self.dimension,
            components=self.components,
            hidden=",".join(map(str, self.hidden)),
        )
        write_array(folder, "points", self.points.astype(np.float64))
        write_array(folder, "parameters", self.flat.astype(np.float32))

    @staticmethod
    def read(folder: Path) -> "MixtureProblem":
        """Reads what `write` wrote."""
        p = read_properties(folder)
        points = read_array(folder, "points", int(p["rows"]), int(p["dimension"]))
        hidden = tuple(int(h) for h in p["hidden"].split(",") if h)
        return MixtureProblem(points, read_array(folder, "parameters"), int(p["components"]), hidden)


@dataclass(frozen=True)
class GaussianProblem:
    """Points and a Gaussian mixture that EM starts from; covariances (K, D) if diagonal, (K, D, D) if full."""

    points: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    ridge: float

    @property
    def kind(self) -> str:
        return "diag" if self.covariances.ndim == 2 else "full"

    def write(self, folder: Path) -> None:
        """Writes the problem to a folder."""
        k, d = self.means.shape
        write_properties(folder, rows=len(self.points), dimension=d, components=k, kind=self.kind, ridge=self.ridge)
        for name in ("points", "weights", "means", "covariances"):
            write_array(folder, name, getattr(self, name).astype(np.float64))

    @staticmethod
    def read(folder: Path) -> "GaussianProblem":
        """Reads what `write` wrote."""
        p = read_properties(folder)
        n, k, d = int(p["rows"]), int(p["components"]), int(p["dimension"])
        covariances = read_array(folder, "covariances", *((k, d) if p["kind"] == "diag" else (k, d, d)))
        return GaussianProblem(
            read_array(folder, "points", n, d),
            read_array(folder, "weights"),
            read_array(folder, "means", k, d),
            covariances,
            float(p["ridge"]),
        )

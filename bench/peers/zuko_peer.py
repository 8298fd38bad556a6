"""Flows of zuko with its own settings: `python -m peers.zuko_peer`. Other models than ours: for orientation."""

import os
from pathlib import Path

import torch
import zuko

from . import DRAWS
from .exchange import MixtureProblem
from .worker import serve


class ZukoPeer:
    """See `worker.Peer`."""

    def __init__(self):
        torch.manual_seed(1)
        self.flows = {
            "RealNVP": zuko.flows.RealNVP(2, transforms=8, hidden_features=(128, 128)),
            "NSF": zuko.flows.NSF(2, transforms=3, hidden_features=(128, 128)),
        }

    def about(self):
        return f"zuko {zuko.__version__}"

    def variants(self):
        return {f"{name}-{task}": ["-"] for name in self.flows for task in ("step", "score", "sample")}

    def load(self, kind: str, folder: Path):
        self.points = torch.tensor(MixtureProblem.read(folder).points, dtype=torch.float32)

    def parity(self, folder: Path):
        raise NotImplementedError("another model")

    def run(self, task: str, variant: str):
        name, what = task.rsplit("-", 1)
        flow = self.flows[name]
        if what == "step":
            flow.zero_grad(set_to_none=True)
            flow().log_prob(self.points).mean().backward()
        else:
            with torch.no_grad():
                if what == "score":
                    flow().log_prob(self.points)
                else:
                    flow().sample((DRAWS,))


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["CWM_BENCH_THREADS"]))
    serve(ZukoPeer())

"""The mixture in PyTorch: `python -m peers.torch_peer eager` or `compile`.

A variant is the number of points that go through the classifier at a time; gradients of chunks add up, as autograd does.
"""

import os
import sys
from pathlib import Path

import numpy as np
import torch

from . import DRAWS, EPOCH_BATCH
from .exchange import MixtureProblem, write_array
from .worker import serve

LOG_2_PI = float(np.log(2 * np.pi))
LEARNING_RATE = 1e-3


class Mixture(torch.nn.Module):
    """A classifier weighted mixture with diagonal maps."""

    def __init__(self, problem: MixtureProblem):
        super().__init__()
        tensors = [torch.tensor(t, dtype=torch.float32) for t in problem.tensors()]
        self.mean = torch.nn.Parameter(tensors[0])
        self.log_scale = torch.nn.Parameter(tensors[1])
        layers: list[torch.nn.Module] = []
        for weight, bias in zip(tensors[2::2], tensors[3::2]):
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight = torch.nn.Parameter(weight)
            linear.bias = torch.nn.Parameter(bias)
            layers += [linear, torch.nn.Tanh()]
        self.classifier = torch.nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """log p of each row of x: log-sum-exp over k of log w_k(z_k) + log N(z_k) - sum log s_k."""
        z = (x[:, None, :] - self.mean) * torch.exp(-self.log_scale)
        log_weights = torch.log_softmax(self.classifier(z), dim=-1)
        own = torch.diagonal(log_weights, dim1=1, dim2=2)
        log_normal = -0.5 * (z**2).sum(-1) - 0.5 * x.shape[1] * LOG_2_PI
        return torch.logsumexp(own + log_normal - self.log_scale.sum(-1), dim=1)

    def draw(self, z: torch.Tensor) -> torch.Tensor:
        """A point for each row of z: R from w(z), x = m_R + s_R z."""
        weights = torch.softmax(self.classifier(z), dim=-1)
        r = torch.multinomial(weights, 1).squeeze(1)
        return self.mean[r] + torch.exp(self.log_scale[r]) * z


class TorchPeer:
    """See `worker.Peer`."""

    def __init__(self, compiled: bool):
        self.compiled = compiled
        torch.manual_seed(1)

    def about(self):
        return f"PyTorch {torch.__version__} {'torch.compile' if self.compiled else 'eager'}"

    def variants(self):
        points = ["5000", "250", "100"]
        return {"step": points, "epoch": ["1000", "250", "100"], "score": points, "sample": ["100000", "5000", "1000"]}

    def load(self, kind: str, folder: Path):
        problem = MixtureProblem.read(folder)
        self.model = Mixture(problem)
        self.points = torch.tensor(problem.points, dtype=torch.float32)
        self.log_density = torch.compile(self.model, dynamic=False) if self.compiled else self.model
        self.draw = torch.compile(self.model.draw, dynamic=False) if self.compiled else self.model.draw

    def scores(self, chunk: int) -> torch.Tensor:
        with torch.no_grad():
            return torch.cat([self.log_density(part) for part in self.points.split(chunk)])

    def gradient(self, x: torch.Tensor, chunk: int) -> None:
        """Leaves the gradient of the mean log density in the parameters."""
        self.model.zero_grad(set_to_none=True)
        for part in x.split(chunk):
            (self.log_density(part).sum() / len(x)).backward()

    def parity(self, folder: Path):
        write_array(folder, "logDensity", self.scores(250).numpy().astype(np.float64))
        self.gradient(self.points, 250)
        flat = torch.cat([p.grad.ravel() for p in self.model.parameters()])
        write_array(folder, "gradient", flat.numpy().astype(np.float64))

    def run(self, task: str, variant: str):
        chunk = int(variant)
        if task == "step":
            self.gradient(self.points, chunk)
        elif task == "score":
            self.scores(chunk)
        elif task == "sample":
            with torch.no_grad():
                d = self.points.shape[1]
                torch.cat([self.draw(torch.randn(chunk, d)) for _ in range(DRAWS // chunk)])
        else:
            before = [p.detach().clone() for p in self.model.parameters()]
            for rows in torch.randperm(len(self.points)).split(EPOCH_BATCH):
                self.gradient(self.points[rows], chunk)
                with torch.no_grad():
                    for p in self.model.parameters():
                        p += LEARNING_RATE * p.grad
            with torch.no_grad():
                for p, b in zip(self.model.parameters(), before):
                    p.copy_(b)


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["CWM_BENCH_THREADS"]))
    serve(TorchPeer("compile" in sys.argv[1:]))

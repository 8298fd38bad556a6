"""Prints the log density, in nats, of each row of a table: read_model.py MODEL.cwm ROWS.csv"""

import csv
import json
import sys

import numpy as np
from safetensors import safe_open

ACTIVATIONS = {"tanh": np.tanh, "silu": lambda y: y / (1 + np.exp(-y)), "sine": np.sin}


def conditional(tensor, architecture, x):
    """Location, log scales and triangular matrix of each row and component at the conditions x."""
    a, (k, d) = architecture["conditional"], tensor["maps.mean"].shape
    location = tensor["maps.mean"] + np.einsum("kdc,nc->nkd", tensor["maps.slope"], x)
    lower = np.repeat(tensor.get("maps.lower", np.zeros((k, 0)))[None], len(x), 0)
    log_scale = np.repeat(tensor["maps.logDiagonal"][None], len(x), 0)
    if a["hidden"]:
        for l in range(len(a["hidden"])):
            x = ACTIVATIONS[a["activation"]](x @ tensor[f"maps.{l}.weight"].T + tensor[f"maps.{l}.bias"])
        out = np.einsum("koh,nh->nko", tensor["maps.output.weight"], x)
        location, log_scale = location + out[..., :d], log_scale + out[..., d : 2 * d]
        lower = lower + out[..., 2 * d :]
    log_scale = np.clip(log_scale, -12, 12)
    matrix = np.repeat(np.repeat(np.eye(d)[None, None], len(location), 0), k, 1)
    if a["covariance"] == "full":
        i, j = np.tril_indices(d, -1)
        matrix[..., i, j] = lower
    return location, log_scale, matrix * np.exp(log_scale)[..., None, :]


def soft_clip(r, limit):
    return r / (1 + np.abs(r) / limit)


def spline(out, x, bound, bins):  # monotone rational-quadratic, the identity beyond [-bound, bound]
    limit = np.log(1000)
    knots = []
    for logits in (out[..., :bins], out[..., bins : 2 * bins]):
        e = np.exp(soft_clip(logits, limit / 2))
        sizes = 2 * bound * np.cumsum(e, -1) / e.sum(-1, keepdims=True)
        knots.append(np.concatenate([np.zeros_like(sizes[..., :1]), sizes], -1) - bound)
    slopes = np.pad(np.exp(soft_clip(out[..., 2 * bins :], limit)), [(0, 0)] * (out.ndim - 1) + [(1, 1)], constant_values=1)
    inside = np.clip(x, -bound, bound)
    b = np.minimum((inside[..., None] >= knots[0][..., 1:]).sum(-1), bins - 1)[..., None]
    take = lambda values, i: np.take_along_axis(values, i, -1)[..., 0]
    (x0, x1), (y0, y1), (d0, d1) = ((take(v, b), take(v, b + 1)) for v in (*knots, slopes))
    delta, t = (y1 - y0) / (x1 - x0), (inside - x0) / (x1 - x0)
    denominator = delta + (d0 + d1 - 2 * delta) * t * (1 - t)
    y = y0 + (y1 - y0) * (delta * t**2 + d0 * t * (1 - t)) / denominator
    slope = delta**2 * (d1 * t**2 + 2 * delta * t * (1 - t) + d0 * (1 - t) ** 2) / denominator**2
    return np.where(np.abs(x) < bound, y, x), np.where(np.abs(x) < bound, np.log(slope), 0)


def flow(tensor, a, z):  # the coupling layers: base points and log-determinants, rows x components
    f, d, log_det = a["flow"], a["dimension"], np.zeros(z.shape[:2])
    for l in range(f["layers"]):
        name = f"maps.{l}."
        if l > 0 and f["mixing"] == "linear":
            log_diagonal = tensor[name + "mix.logDiagonal"]
            lower = np.broadcast_to(np.eye(d), (a["components"], d, d)).copy()
            upper = np.exp(log_diagonal)[:, :, None] * np.eye(d)
            i, j = np.tril_indices(d, -1)
            lower[:, i, j] = tensor[name + "mix.lower"]
            i, j = np.triu_indices(d, 1)
            upper[:, i, j] = tensor[name + "mix.upper"]
            z = np.einsum("kij,kjl,nkl->nki", lower, upper, z) + tensor[name + "mix.shift"]
            log_det = log_det + log_diagonal.sum(-1)
        digit = l // 2 % max(1, int(d - 1).bit_length())
        conditions = [d > 1 and (c >> digit & 1) == l & 1 for c in range(d)]
        change = [c for c in range(d) if not conditions[c]]
        h = np.clip(z[:, :, conditions], -16, 16)
        layers = len(f["hidden"]) if d > 1 else 0
        for m in range(layers + 1):
            h = np.einsum("koi,nki->nko", tensor[f"{name}{m}.weight"], h) + tensor[f"{name}{m}.bias"]
            h = h if m == layers else ACTIVATIONS[f["activation"]](h)
        h = h.reshape(*h.shape[:2], len(change), -1)
        z = z.copy()
        if f["coupling"] == "spline":
            z[:, :, change], log_slope = spline(h, z[:, :, change], f["bound"], f["bins"])
        else:
            log_slope = 3 * np.tanh(h[..., 0] / 3)
            z[:, :, change] = z[:, :, change] * np.exp(log_slope) + h[..., 1]
        log_det = log_det + log_slope.sum(-1)
    return z, log_det


def log_densities(model, rows):
    with safe_open(model, framework="np") as file:
        tensor = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
        architecture, schema = (json.loads(file.metadata()["cwm." + s]) for s in ("architecture", "schema"))
    if "members" not in architecture:
        return mixture(tensor, architecture, schema, rows)
    members = []  # an average of mixtures
    for m, member in enumerate(architecture["members"]):
        prefix = f"member.{m}."
        own = {name[len(prefix) :]: t for name, t in tensor.items() if name.startswith(prefix)}
        members.append(mixture(own, member, schema, rows))
    return np.logaddexp.reduce(members, axis=0) - np.log(len(members))


def mixture(tensor, architecture, schema, rows):
    k, d = architecture["components"], architecture["dimension"]
    x, log_det = np.empty((len(rows), len(schema["columns"]))), np.zeros((len(rows), k))
    for j, column in enumerate(schema["columns"]):  # to the model's coordinates
        t, value = column["transform"], np.array([float(row[column["name"]]) for row in rows])
        if t["kind"] == "standardise":
            x[:, j] = (value - t["location"]) / t["scale"]
            log_det -= np.log(t["scale"]) if j < d else 0
        else:  # logit
            width = (1 - 2 * t["margin"]) / (t["upper"] - t["lower"])
            v = t["margin"] + width * (value - t["lower"])
            x[:, j] = np.log(v) - np.log1p(-v)
            log_det += (np.log(width) - np.log(v) - np.log1p(-v))[:, None] if j < d else 0
    given = np.clip(x[:, d:], -16, 16)
    if architecture["maps"] == "conditional":
        location, log_scale, matrix = conditional(tensor, architecture, given)
    else:
        location = tensor["maps.mean"]
        log_scale = tensor["maps.logScale" if architecture["maps"] == "location-scale" else "maps.logDiagonal"]
        matrix = np.exp(log_scale)[:, :, None] * np.eye(d)
        if architecture["maps"] != "location-scale":
            i, j = np.tril_indices(d, -1)
            matrix[:, i, j] = tensor["maps.lower"]
    z = x[:, None, :d] - location  # to base space, rows x components x dimension
    z = np.linalg.solve(matrix, z[..., None])[..., 0]
    if architecture["maps"] == "coupling-flow":
        z, log_slope = flow(tensor, architecture, z)
        log_det = log_det + log_slope
    square = (z**2).sum(-1)
    if architecture["base"] == "scale-mixture":
        weight, scale = tensor["base.logWeight"], tensor["base.logScale"]
        terms = weight - np.logaddexp.reduce(weight) - d * scale - 0.5 * square[..., None] * np.exp(-2 * scale)
        log_base = np.logaddexp.reduce(terms, axis=-1) - 0.5 * d * np.log(2 * np.pi)
    else:  # standard normal
        log_base = -0.5 * square - 0.5 * d * np.log(2 * np.pi)
    if architecture["classifier"] == "constant":
        logits = np.broadcast_to(tensor["classifier.bias"], (len(rows), k, k))
    else:  # mlp
        logits, layers = np.concatenate([z, np.repeat(given[:, None], k, 1)], -1), len(architecture["hidden"])
        for l in range(layers + 1):
            logits = logits @ tensor[f"classifier.{l}.weight"].T + tensor[f"classifier.{l}.bias"]
            logits = logits if l == layers else ACTIVATIONS[architecture["activation"]](logits)
        if "classifier.gate" in tensor:
            i, j = np.tril_indices(given.shape[1])
            gate = np.concatenate([given, given[:, i] * given[:, j]], -1) @ tensor["classifier.gate"].T
            logits = logits + gate[:, None]
    log_weight = np.einsum("nkk->nk", logits) - np.logaddexp.reduce(logits, axis=-1)
    return np.logaddexp.reduce(log_weight + log_base + log_det - log_scale.sum(-1), axis=-1)


if __name__ == "__main__":
    with open(sys.argv[2], newline="", encoding="utf-8") as table:
        print(*(repr(float(p)) for p in log_densities(sys.argv[1], list(csv.DictReader(table)))), sep="\n")

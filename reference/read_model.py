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


def log_densities(model, rows):
    with safe_open(model, framework="np") as file:
        tensor = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
        architecture, schema = (json.loads(file.metadata()["cwm." + s]) for s in ("architecture", "schema"))
    k, d = architecture["components"], architecture["dimension"]
    x, log_det = np.empty((len(rows), len(schema["columns"]))), np.zeros((len(rows), k))
    for j, column in enumerate(schema["columns"]):  # to the model's coordinates
        t, value = column["transform"], np.array([float(row[column["name"]]) for row in rows])
        if t["kind"] == "standardise":
            x[:, j] = (value - t["location"]) / t["scale"]
            log_det -= np.log(t["scale"]) if j < d else 0
        elif t["kind"] == "scores":  # piecewise linear, for conditions
            i = np.clip(np.searchsorted(t["values"], value, "right") - 1, 0, len(t["values"]) - 2)
            v, u = np.array(t["values"]), np.array(t["scores"])
            x[:, j] = u[i] + (value - v[i]) / (v[i + 1] - v[i]) * (u[i + 1] - u[i])
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
        if architecture["maps"] == "lower-triangular":
            i, j = np.tril_indices(d, -1)
            matrix[:, i, j] = tensor["maps.lower"]
    z = x[:, None, :d] - location  # to base space, rows x components x dimension
    z = np.linalg.solve(matrix, z[..., None])[..., 0]
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

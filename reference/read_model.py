"""Prints the log density, in nats, of each row of a table: read_model.py MODEL.cwm ROWS.csv"""

import csv
import json
import sys

import numpy as np
from safetensors import safe_open

ACTIVATIONS = {"tanh": np.tanh, "silu": lambda y: y / (1 + np.exp(-y)), "sine": np.sin}


def log_densities(model, rows):
    with safe_open(model, framework="np") as file:
        tensor = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
        architecture, schema = (json.loads(file.metadata()["cwm." + s]) for s in ("architecture", "schema"))
    k, d = architecture["components"], architecture["dimension"]
    x, log_det = np.empty((len(rows), d)), np.zeros((len(rows), k))
    for j, column in enumerate(schema["columns"]):  # to the model's coordinates
        t, value = column["transform"], np.array([float(row[column["name"]]) for row in rows])
        if t["kind"] == "standardise":
            x[:, j] = (value - t["location"]) / t["scale"]
            log_det -= np.log(t["scale"])
        else:  # logit
            width = (1 - 2 * t["margin"]) / (t["upper"] - t["lower"])
            v = t["margin"] + width * (value - t["lower"])
            x[:, j] = np.log(v) - np.log1p(-v)
            log_det += (np.log(width) - np.log(v) - np.log1p(-v))[:, None]
    z = x[:, None, :] - tensor["maps.mean"]  # to base space, rows x components x dimension
    log_scale = tensor["maps.logScale" if architecture["maps"] == "location-scale" else "maps.logDiagonal"]
    matrix = np.exp(log_scale)[:, :, None] * np.eye(d)
    if architecture["maps"] == "lower-triangular":
        i, j = np.tril_indices(d, -1)
        matrix[:, i, j] = tensor["maps.lower"]
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
        logits, layers = z, len(architecture["hidden"])
        for l in range(layers + 1):
            logits = logits @ tensor[f"classifier.{l}.weight"].T + tensor[f"classifier.{l}.bias"]
            logits = logits if l == layers else ACTIVATIONS[architecture["activation"]](logits)
    log_weight = np.einsum("nkk->nk", logits) - np.logaddexp.reduce(logits, axis=-1)
    return np.logaddexp.reduce(log_weight + log_base + log_det - log_scale.sum(-1), axis=-1)


if __name__ == "__main__":
    with open(sys.argv[2], newline="", encoding="utf-8") as table:
        print(*(repr(float(p)) for p in log_densities(sys.argv[1], list(csv.DictReader(table)))), sep="\n")

"""Writes the small problem and the double precision numbers that a test of cwm-bench compares with:
`python -m peers.fixture cwm-bench/src/test/resources/peers`, in the folder `bench`'s parent with PYTHONPATH=bench.

Made with JAX 0.10.2, numpy 2.4.6 and Python 3.11.
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp

from . import problems
from .jax_peer import JaxPeer

if __name__ == "__main__":
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    folder = Path(sys.argv[1])
    problems.overlapping_mixture(100, 6, (20, 12), seed=7).write(folder)
    peer = JaxPeer(jnp.float64)
    peer.load("mixture", folder)
    peer.parity(folder)

"""The command line of `bench/run`; needs nothing but Python itself."""

import argparse
from pathlib import Path

SECTIONS = ("step", "epoch", "score", "sample", "em-diag", "em-full", "flows")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/run", description="Times cwm and other libraries in turns.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds; under 5 minutes once everything is installed")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--jdk", metavar="HOME", help="the JDK to use instead of the newest one")
    parser.add_argument("--jdk-all", action="store_true", help="the newest JDK and JDK 17")
    parser.add_argument("--threads", type=int, default=2, help="threads of every contender (2)")
    parser.add_argument("--rounds", type=int, help="rounds of turns (quick 5, else 15)")
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"sections, separated by commas, of {','.join(SECTIONS)}")
    parser.add_argument("--model", type=Path, help="also time a step of a model saved as .npz, and print its share of rows")
    parser.add_argument("--no-torch", action="store_true", help="neither install nor time PyTorch")
    parsed = parser.parse_args()
    parsed.only = parsed.only.split(",")
    if unknown := set(parsed.only) - set(SECTIONS):
        parser.error(f"--only: no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return parsed


if __name__ == "__main__":
    arguments()

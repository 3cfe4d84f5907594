#!/usr/bin/env python3
"""Vitrine's explaining methods beside captum's and zennit's: times run in turn, and the ratios beside the goals.

Every side runs in a process of its own, one after the other, round after round. See README.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from networks import NETWORKS  # noqa: E402
from peers import environment, make_missing, note, processor, version  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Method → the peer's package, and the options that make Vitrine compute what the peer does.
METHODS = {
    "integrated-gradients": ("captum", ["steps=50", "reference=zero"]),
    "smoothgrad": ("captum", ["samples=50"]),
    "deeplift": ("captum", ["reference=zero"]),
    "guided-backpropagation": ("captum", []),
    "occlusion": ("captum", ["patch=16", "stride=8"]),
    "lrp": ("zennit", ["composite=epsilon-plus-flat", "initial=one"]),
    "noise-mask": ("torch", ["iterations=50", "patience=0"]),
}
# How many times faster than the peer.
GOALS = {
    ("integrated-gradients", "vgg16"): 3, ("integrated-gradients", "resnet50"): 2,
    ("occlusion", "vgg16"): 15, ("occlusion", "resnet50"): 4,
}


def ours(method, network, options):
    command = [
        options.vitrine, "bench", f"{network.vitrine}:{network.weights(options.cache)}", "--method", method, "--json",
        "--quiet", "--runs", str(options.runs), "--threads", str(options.threads)]
    for setting in METHODS[method][1]:
        command += ["--set", setting]
    return measured(command)


def peer(method, network, options):
    return measured([
        sys.executable, "-B", HERE / "method_peer.py", method, network.torchvision, "--cache", options.cache,
        "--runs", str(options.runs), "--threads", str(options.threads)])


def measured(command):
    """Median seconds."""
    done = subprocess.run([str(word) for word in command], env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr.strip()[-2000:]}")
    return statistics.median(json.loads(done.stdout)["seconds"])


def names(text):
    return text.split(",")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vitrine", type=Path, default=ROOT / ".build/release/vitrine", help="the program")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache/vitrine-benchmarks", help="where the networks are kept")
    parser.add_argument("--networks", type=names, default=["vgg16", "resnet50"], help=",".join(NETWORKS))
    parser.add_argument("--methods", type=names, default=list(METHODS), help=",".join(METHODS))
    parser.add_argument("--rounds", type=int, default=3, help="how often both sides are run in turn")
    parser.add_argument("--runs", type=int, default=1, help="runs of a side in a round, of which the median counts")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    packages = [f"{name} {version(name)}" for name in ("torch", "captum", "zennit") if version(name)]
    print(", ".join(packages))
    print(f"{processor()}, {options.threads} threads, float32; OPENBLAS_* unset for all")
    print(f"{options.rounds} rounds; load of the machine at the start: {os.getloadavg()[0]:.1f}")
    print("\nmethod                  network    Vitrine s  peer s     peer / Vitrine (least–most)  goal", flush=True)
    for network in make_missing(options):
        for method in options.methods:
            package, _ = METHODS[method]
            if version(package) is None:
                note(f"{method} is left out: the Python package '{package}' is not installed")
                continue
            rounds = []
            try:
                for _ in range(options.rounds):
                    rounds.append((ours(method, network, options), peer(method, network, options)))
            except RuntimeError as error:
                print(f"{method:<23} {network.torchvision:<10} fails: {str(error).splitlines()[-1]}", flush=True)
                continue
            ratios = [theirs / own for own, theirs in rounds]
            goal = GOALS.get((method, network.torchvision))
            verdict = ""
            if goal:
                verdict = f"≥ {goal} {'reached' if statistics.median(ratios) >= goal else 'missed'}"
            print(
                f"{method:<23} {network.torchvision:<10} {statistics.median(r[0] for r in rounds):<10.3f} "
                f"{statistics.median(r[1] for r in rounds):<10.3f} {statistics.median(ratios):.2f} "
                f"({min(ratios):.2f}–{max(ratios):.2f}) {package:<10} {verdict}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

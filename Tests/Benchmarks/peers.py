#!/usr/bin/env python3
"""Vitrine beside torch and onnxruntime: times and memory, run in turn, and the ratios beside the goals.

Every side runs in a process of its own, one after the other, round after round, so that a machine that slows down slows
all of them. See README.md.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True

from networks import NETWORKS  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OURS = "vitrine"
PEERS = {"torch-channels-last": "torch", "torch": "torch", "onnxruntime": "onnxruntime"}
PASSES = ["forward", "gradient"]

# How many times faster than the peer: (network, batch, pass) → (peer, ratio).
GOALS = {
    **{(name, batch, "forward"): ("onnxruntime", 1.9 if name == "vgg16" else 1.1)
       for name in NETWORKS for batch in (1, 8)},
    **{(name, 1, "gradient"): ("torch-channels-last", 2.6) for name in ("vgg16", "vgg19")},
    **{(name, 8, "gradient"): ("torch-channels-last", 3.2) for name in ("vgg16", "vgg19")},
    ("resnet50", 1, "gradient"): ("torch-channels-last", 1.9),
    ("googlenet", 1, "gradient"): ("torch-channels-last", 2.7),
    ("inception_v3", 1, "gradient"): ("torch-channels-last", 1.9),
}
# At most this part of the peer's memory.
MEMORY_GOALS = {("vgg16", 1): ("torch-channels-last", 0.5)}


def environment():
    """What the environment pins OpenBLAS to would slow one side down and not the others."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}


class Watch:
    """The most anonymous memory that a process has, from `begin` on; bytes."""

    def __init__(self, process):
        self.path = f"/proc/{process.pid}/status"
        self.peak = None
        self.is_on = False
        self.has_ended = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def begin(self):
        self.is_on = True

    def look(self):
        while not self.has_ended.wait(0.005):
            if not self.is_on:
                continue
            try:
                with open(self.path) as status:
                    lines = [line for line in status if line.startswith("RssAnon:")]
            except OSError:
                return
            if lines:
                self.peak = max(self.peak or 0, int(lines[0].split()[1]) << 10)

    def end(self):
        self.has_ended.set()
        self.thread.join()
        return self.peak


def run(command, waits):
    """Runs a side and gives what it printed and its peak of anonymous memory.

    waits: whether memory is watched from the line "ready" on, rather than from the start.
    """
    process = subprocess.Popen(
        [str(word) for word in command], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch = Watch(process)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()), daemon=True)
    reader.start()
    if waits:
        process.stdout.readline()
    watch.begin()
    output = process.stdout.read()
    process.wait()
    reader.join()
    peak = watch.end()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{errors[0].strip()[-2000:]}")
    return json.loads(output), peak


def measure(side, network, batch, options):
    """Median seconds for each pass, and the peak of anonymous memory in bytes."""
    common = ["--batch", batch, "--runs", options.runs, "--threads", options.threads]
    if side != OURS:
        command = [sys.executable, "-B", HERE / "peer.py", side, network.torchvision, "--cache", options.cache] + common
        times, peak = run(command, waits=True)
        return {"times": {name: statistics.median(found) for name, found in times.items()}, "memory": peak}
    model = network.graph(options.cache)
    if options.form == "weights":
        model = f"{network.vitrine}:{network.weights(options.cache)}"
    report, peak = run([options.vitrine, "bench", model, "--json", "--no-limits", "--quiet"] + common, waits=False)
    return {"times": {result["pass"]: result["median"] for result in report["results"]}, "memory": peak}


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def sides_present(options):
    sides = [OURS]
    for side, package in PEERS.items():
        if options.sides and side not in options.sides:
            continue
        if version(package) is None:
            note(f"{side} is left out: the Python package '{package}' is not installed")
        elif package == "torch" and version("torchvision") is None:
            note(f"{side} is left out: the Python package 'torchvision' is not installed")
        else:
            sides.append(side)
    return sides


def processor():
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    flags = fields.get("flags", "").split()
    widest = next((flag for flag in ("avx512f", "avx2") if flag in flags), "")
    return " ".join([fields.get("model name", platform.machine()), widest]).strip()


def note(text):
    print(text, file=sys.stderr, flush=True)


def spread(values, form):
    """The median, and the least and the most."""
    if not values:
        return ""
    return f"{form(statistics.median(values))} ({form(min(values))}–{form(max(values))})"


def ratios(rounds, side, value):
    """The side's figure in units of ours, round by round."""
    return [value(one[side]) / value(one[OURS]) for one in rounds if value(one[side]) and value(one[OURS])]


def table(network, batch, rounds, sides):
    rows = [["pass", "side", "ms", "× ours", "goal", ""]]
    for name in PASSES:
        goal_side, goal = GOALS.get((network.torchvision, batch, name), (None, None))
        for side in sides:
            def value(one):
                return one["times"].get(name)

            found = [value(one[side]) for one in rounds if value(one[side])]
            if not found:
                continue
            row = [name, side, spread(found, lambda x: f"{1000 * x:.1f}"), "", "", ""]
            if side != OURS:
                times = ratios(rounds, side, value)
                row[3] = spread(times, lambda x: f"{x:.2f}")
                if side == goal_side:
                    row[4:] = [f"≥ {goal}", "reached" if statistics.median(times) >= goal else "missed"]
            rows.append(row)
    rows.append(["", "", "MiB", "× ours", "goal", ""])
    goal_side, goal = MEMORY_GOALS.get((network.torchvision, batch), (None, None))
    for side in sides:
        found = [one[side]["memory"] for one in rounds if one[side]["memory"]]
        if not found:
            continue
        row = ["memory", side, spread(found, lambda x: f"{x / 2**20:.0f}"), "", "", ""]
        if side != OURS:
            times = ratios(rounds, side, lambda one: one["memory"])
            row[3] = spread(times, lambda x: f"{x:.2f}")
            if side == goal_side:
                row[4:] = [f"≥ {1 / goal:g}", "reached" if statistics.median(times) >= 1 / goal else "missed"]
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([f"{network.title}, {network.size}×{network.size}, batch {batch}", ""] + lines)


def names(text):
    return text.split(",")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vitrine", type=Path, default=ROOT / ".build/release/vitrine", help="the program")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache/vitrine-benchmarks", help="where the networks are kept")
    parser.add_argument("--networks", type=names, default=list(NETWORKS), help=",".join(NETWORKS))
    parser.add_argument("--sides", type=names, help=",".join(PEERS))
    parser.add_argument("--batches", type=lambda text: [int(word) for word in text.split(",")], default=[1, 8])
    parser.add_argument("--rounds", type=int, default=5, help="how often all sides are run in turn")
    parser.add_argument("--runs", type=int, default=10, help="runs of a side in a round, of which the median counts")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument(
        "--form", choices=["onnx", "weights"], default="onnx",
        help="what Vitrine loads: the ONNX file, or its own architecture with the weights")
    parser.add_argument("--json", type=Path, help="a file for every round's figures")
    options = parser.parse_args()
    for given, known in [(options.networks, NETWORKS), (options.sides or [], PEERS)]:
        for name in given:
            if name not in known:
                parser.error(f"there is no '{name}', of {', '.join(known)}")
    if not options.vitrine.exists():
        parser.error(f"there is no program '{options.vitrine}'; build it with ./build-gallery, or name it by --vitrine")
    return options


def make_missing(options):
    """The networks that there are files for, made now where torch can make them."""
    made = []
    for name in options.networks:
        network = NETWORKS[name]
        if not network.is_made(options.cache):
            note(f"making {network.title} in {options.cache}")
            try:
                network.make(options.cache)
            except ImportError as error:
                note(f"{network.title} is left out: it cannot be made ({error})")
                continue
        made.append(network)
    return made


def main():
    options = arguments()
    sides = sides_present(options)
    networks = make_missing(options)
    ours = subprocess.run([options.vitrine, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    packages = [f"{package} {version(package)}" for package in dict.fromkeys(PEERS.values()) if version(package)]
    print(", ".join([ours] + packages + [f"Python {platform.python_version()}"]))
    print(f"{processor()}, {options.threads} threads, float32; OPENBLAS_* unset for all")
    print(f"{options.rounds} rounds of {options.runs} runs; medians of the rounds' medians (least–most)")
    print("forward: class scores; gradient: forward, and back from a class score to the image, weights frozen")
    print("memory: peak anonymous memory of the process; of the peers, from when the network is loaded")
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}", flush=True)
    everything = []
    for network in networks:
        for batch in options.batches:
            rounds = []
            for number in range(options.rounds):
                found = {}
                for side in sides:
                    start = time.perf_counter()
                    found[side] = measure(side, network, batch, options)
                    took = time.perf_counter() - start
                    note(f"{network.title}, batch {batch}, round {number + 1}: {side}, {took:.1f} s")
                rounds.append(found)
            print("\n" + table(network, batch, rounds, sides), flush=True)
            everything.append({"network": network.torchvision, "batch": batch, "rounds": rounds})
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

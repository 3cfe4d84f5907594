#!/usr/bin/env python3
"""Vitrine's activation maximization beside Lucent's: what the pictures reach, and the time of a step.

Both draw the same channels and classes of the same network by Lucid's recipe, from the same number of seeds, in turn.
What a picture reaches is measured by onnxruntime on the picture as it is, without transformations. See README.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

from peers import environment, note, processor, version  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MEAN = (104, 117, 123)


def run(command):
    done = subprocess.run([str(word) for word in command], env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def ours(target, seed, folder, options):
    """The picture in the network's input space, and seconds of the whole run."""
    import numpy

    layer, number = target
    what = ["--class", number] if layer == "logits" else ["--layer", layer, "--kernel", number]
    started = time.perf_counter()
    run([
        options.vitrine, "run", "activation-maximization", "--source", options.gallery,
        "--allow-folder", options.model.parent, "--model", "network", *what,
        "--set", f"seed={seed}", "--set", f"iterations={options.iterations}", "--threads", options.threads,
        *options.set, "--output", folder])
    seconds = time.perf_counter() - started
    return numpy.load(folder / "map.npy"), seconds


def peer(target, seed, folder, options):
    """The same by Lucent; its seconds do not hold the start of Python and the loading."""
    import numpy

    file = folder / "picture.npy"
    found = run([
        sys.executable, "-B", HERE / "lucent_peer.py", options.model, target[0], target[1], "--seed", seed,
        "--iterations", options.iterations, "--threads", options.threads, "--size", options.size, "--output", file])
    picture = numpy.load(file)[:, ::-1] * 255 - numpy.array(MEAN, numpy.float32).reshape(1, 3, 1, 1)
    return picture.astype(numpy.float32), json.loads(found)["seconds"]


def evaluator(model):
    """What a picture reaches: the class score, or the mean of the channel."""
    import onnx
    import onnxruntime

    graph = onnx.load(model)
    known = {one.name for one in graph.graph.output}
    for node in graph.graph.node:
        if node.output[0] not in known:
            graph.graph.output.append(onnx.helper.make_empty_tensor_value_info(node.output[0]))
    session = onnxruntime.InferenceSession(graph.SerializeToString())

    def reached(picture, target):
        layer, number = target
        (values,) = session.run([layer], {"input": picture})
        return float(values[0, number].mean())

    return reached


def save(picture, path):
    import numpy
    from PIL import Image

    pixels = (picture[0] + numpy.array(MEAN).reshape(3, 1, 1))[::-1].transpose(1, 2, 0)
    Image.fromarray(pixels.clip(0, 255).round().astype(numpy.uint8)).save(path)


def targets(text):
    return [(layer, int(number)) for layer, _, number in (one.rpartition(":") for one in text.split(","))]


def card(folder, options):
    """A gallery with one model, for the preprocessing that belongs to the file."""
    (folder / "Content/models").mkdir(parents=True)
    (folder / "Content/models/network.md").write_text(f"""---
title: network
model:
  file: {options.model}
  input: {{resize: 256, crop: 224, channels: bgr, range: 255, mean: [104, 117, 123], std: [1, 1, 1]}}
---
""")
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=lambda text: Path(text).resolve(), help="GoogLeNet as an ONNX file (BGR, 0-255)")
    parser.add_argument("--vitrine", type=Path, default=ROOT / ".build/release/vitrine", help="the program")
    parser.add_argument(
        "--targets", type=targets, help="LAYER:NUMBER, of the layer 'logits' a class",
        default=targets("inception_4a_output:10,inception_4c_output:50,logits:805"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=512)
    parser.add_argument("--size", type=int, default=224, help="side of Lucent's picture")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--set", action="append", default=[], help="an option of Vitrine's method: NAME=VALUE")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    options = parser.parse_args()
    options.set = [word for one in options.set for word in ("--set", one)]
    if version("torch-lucent") is None:
        sys.exit("error: the Python package 'torch-lucent' is not installed")
    print(", ".join(f"{name} {version(name)}" for name in ("torch", "torch-lucent", "kornia", "onnxruntime")))
    print(f"{processor()}, {options.threads} threads, float32; OPENBLAS_* unset for all")
    print(f"{options.iterations} steps, {options.seeds} seeds; load at the start: {os.getloadavg()[0]:.1f}")
    print("\ntarget                     reached: Vitrine (each seed)   Lucent     ms a step: Vitrine  Lucent  ratio")
    reached = evaluator(options.model)
    with tempfile.TemporaryDirectory() as scratch:
        options.gallery = card(Path(scratch) / "gallery", options)
        for target in options.targets:
            rows = []
            for seed in range(options.seeds):
                sides = []
                for name, side in (("vitrine", ours), ("lucent", peer)):
                    folder = Path(scratch) / f"{name}-{target[0]}-{target[1]}-{seed}"
                    folder.mkdir()
                    picture, seconds = side(target, seed, folder, options)
                    if picture.shape[2:] != (224, 224):
                        note(f"{name} drew {picture.shape}; what it reaches is measured on 224 pixels only")
                        return
                    sides.append((reached(picture, target), 1000 * seconds / options.iterations))
                    if options.pictures:
                        options.pictures.mkdir(parents=True, exist_ok=True)
                        save(picture, options.pictures / f"{target[0]}-{target[1]}-{seed}-{name}.png")
                rows.append(sides)
            values = [[row[side][0] for row in rows] for side in (0, 1)]
            times = [statistics.median(row[side][1] for row in rows) for side in (0, 1)]
            print(
                f"{target[0]}:{target[1]}  {statistics.mean(values[0]):.2f} {[round(v, 2) for v in values[0]]}  "
                f"{statistics.mean(values[1]):.2f} {[round(v, 2) for v in values[1]]}  {times[0]:.1f}  {times[1]:.1f}  "
                f"{times[1] / times[0]:.2f}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

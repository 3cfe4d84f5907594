"""One peer on one network and batch, in a process of its own: times as JSON on standard output.

Started by peers.py. A first line, "ready", says that the network is loaded and that runs begin.
"""

import argparse
import ctypes
import gc
import json
import sys
import time
from pathlib import Path

from networks import NETWORKS

WARM_UP = 3


def seconds(runs, body):
    for _ in range(WARM_UP):
        body()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        body()
        found.append(time.perf_counter() - start)
    return found


def ready():
    """What loading left behind is no part of what running takes."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass
    print("ready", flush=True)


def torch_side(network, options, channels_last):
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(options.threads)
    module = network.module()
    module.load_state_dict(load_file(network.weights(options.cache)))
    module.requires_grad_(False)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    module = module.to(memory_format=layout)
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(options.batch, 3, network.size, network.size, generator=generator)
    image = image.to(memory_format=layout)
    ready()

    def forward():
        with torch.inference_mode():
            module(image)

    def gradient():
        picture = image.detach().requires_grad_(True)
        module(picture)[:, 0].sum().backward()

    return {"forward": seconds(options.runs, forward), "gradient": seconds(options.runs, gradient)}


def onnxruntime_side(network, options):
    import numpy
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(network.graph(options.cache)), settings, providers=["CPUExecutionProvider"])
    shape = (options.batch, 3, network.size, network.size)
    image = numpy.random.default_rng(0).standard_normal(shape).astype(numpy.float32)
    name = session.get_inputs()[0].name
    ready()
    return {"forward": seconds(options.runs, lambda: session.run(None, {name: image}))}


SIDES = {
    "torch": lambda network, options: torch_side(network, options, channels_last=False),
    "torch-channels-last": lambda network, options: torch_side(network, options, channels_last=True),
    "onnxruntime": onnxruntime_side,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=SIDES)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    json.dump(SIDES[options.side](NETWORKS[options.network], options), sys.stdout)


if __name__ == "__main__":
    main()

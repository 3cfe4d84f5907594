"""Lucent draws one channel or class of an ONNX network: the picture as an array, and seconds as JSON.

Started by visualization.py. The network is run by torch; its input is what Lucent draws, 0 to 1 in RGB, so that
preprocessing is part of it.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper


class Layer(torch.nn.Module):
    """One node of the graph; Lucent hooks modules, so each has its own."""

    def __init__(self, node, tensors):
        super().__init__()
        self.kind = node.op_type
        self.attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        self.weights = [tensors[name] for name in node.input if name in tensors]
        self.inputs = [name for name in node.input if name not in tensors]

    def forward(self, *values):
        functional, has = torch.nn.functional, self.attributes
        value = values[0]
        if self.kind == "Conv":
            return functional.conv2d(padded(value, has), *self.weights, stride=has["strides"], groups=has["group"])
        if self.kind == "Relu":
            return functional.relu(value)
        if self.kind == "MaxPool":
            value = padded(value, has, float("-inf"))
            return functional.max_pool2d(value, has["kernel_shape"], has["strides"])
        if self.kind == "LRN":
            return functional.local_response_norm(value, has["size"], has["alpha"], has["beta"], has["bias"])
        if self.kind == "Concat":
            return torch.cat(values, has["axis"])
        if self.kind == "GlobalAveragePool":
            return value.mean((2, 3), keepdim=True)
        if self.kind == "Flatten":
            return value.flatten(1)
        if self.kind == "Gemm":
            return functional.linear(value, *self.weights)
        if self.kind == "Softmax":
            return value.softmax(has["axis"])
        raise RuntimeError(f"this script has no {self.kind}")


def padded(value, attributes, fill=0.0):
    top, left, bottom, right = attributes["pads"]
    return torch.nn.functional.pad(value, (left, right, top, bottom), value=fill) if any(attributes["pads"]) else value


class Network(torch.nn.Module):
    """The graph behind preprocessing to blue, green and red from 0 to 255 less their means."""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        tensors = {
            one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
        self.steps = []
        for node in graph.node:
            layer = Layer(node, tensors)
            name = node.output[0].replace(".", "_")
            self.add_module(name, layer)
            self.steps.append((name, node.output[0], layer.inputs))
        self.mean = torch.tensor([104.0, 117.0, 123.0]).view(1, 3, 1, 1)

    def forward(self, picture):
        values = {"input": picture.flip(1) * 255 - self.mean}
        for name, output, inputs in self.steps:
            values[output] = self._modules[name](*(values[one] for one in inputs))
        return values["logits"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("layer")
    parser.add_argument("channel", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--iterations", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    np.random.seed(options.seed)
    from lucent.optvis import param, render

    network = Network(options.model).eval().requires_grad_(False)
    started = time.perf_counter()
    pictures = render.render_vis(
        network, f"{options.layer.replace('.', '_').replace('/', '_')}:{options.channel}",
        param_f=lambda: param.image(options.size), thresholds=(options.iterations,), preprocess=False,
        progress=False, show_image=False)
    seconds = time.perf_counter() - started
    np.save(options.output, pictures[0][0].transpose(2, 0, 1)[None].astype(np.float32))
    json.dump({"seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()

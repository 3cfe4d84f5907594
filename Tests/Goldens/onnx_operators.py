#!/usr/bin/env python3
"""Writes Tests/ModelsTests/GoldenOutputs.swift: what onnxruntime gives for the graphs of OperatorCases.

The tests write the graphs themselves:

    mkdir -p /tmp/cases
    VITRINE_OPERATOR_CASES=/tmp/cases ./run-tests --filter graphsAreWritten
    python3 Tests/Goldens/onnx_operators.py /tmp/cases

Needs numpy, onnx and onnxruntime.
"""

import pathlib
import sys
import textwrap

import numpy
import onnx
import onnxruntime


def quarters(count, seed):
    """The function of the same name in ONNXWriter.swift."""
    return numpy.array([((i * 7 + seed * 5) % 13 - 6) / 4 for i in range(count)], numpy.float32)


def outputs(path):
    """The elements of `y` for one image."""
    model = onnx.load(path)
    shape = [axis.dim_value or 1 for axis in model.graph.input[0].type.tensor_type.shape.dim]
    options = onnxruntime.SessionOptions()
    # As the graph says, without rewriting.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    image = quarters(int(numpy.prod(shape)), 11).reshape(shape)
    return session.run(["y"], {"x": image})[0].ravel()


def literal(number):
    text = numpy.format_float_positional(number, unique=True, trim="-")
    return "0" if text in ("-0", "0") else text


def main():
    folder = pathlib.Path(sys.argv[1])
    paths = sorted(folder.glob("*.onnx"), key=lambda path: path.stem)
    if not paths:
        sys.exit(f"no graphs in {folder}")
    lines = [
        f"/// What onnxruntime {onnxruntime.__version__} gives for `OperatorCases`, for the input `quarters(count, seed: 11)`"
        " with a batch of 1.",
        "///",
        "/// Written by Tests/Goldens/onnx_operators.py.",
        "enum GoldenOutputs {",
        "    static let values: [String: [Float]] = [",
    ]
    for path in paths:
        numbers = ", ".join(literal(number) for number in outputs(str(path))) + ","
        lines.append(f'        "{path.stem}": [')
        lines += textwrap.wrap(numbers, 118, initial_indent=" " * 12, subsequent_indent=" " * 12)
        lines.append("        ],")
    lines += ["    ]", "}", ""]
    target = pathlib.Path(__file__).parent.parent / "ModelsTests" / "GoldenOutputs.swift"
    target.write_text("\n".join(lines))


main()

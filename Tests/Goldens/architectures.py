"""Golden numbers for the architectures, and small files of torch.save.

    python Tests/Goldens/architectures.py

writes architectures.json and torch_files.json beside this file. Run it by hand, with numpy, torch, torchvision and timm
installed, when an architecture is added. The networks are torchvision's, in float64; weights and input come from a hash
of the tensor's name and the element's place, which the tests compute alike.
"""

import base64
import io
import json
import pathlib

import numpy as np
import torch
import torchvision

HERE = pathlib.Path(__file__).parent

NOISE = np.random.default_rng(5)

# (our name, torchvision's function, side of the input)
NETWORKS = [
    ("vgg16", "vgg16", 224),
    ("vgg19", "vgg19", 96),
    ("vgg16_bn", "vgg16_bn", 64),
    ("vgg19_bn", "vgg19_bn", 288),
    ("resnet18", "resnet18", 64),
    ("resnet34", "resnet34", 65),
    ("resnet50", "resnet50", 64),
    ("resnet101", "resnet101", 64),
    ("googlenet", "googlenet", 68),
    ("inception-v3", "inception_v3", 107),
    ("squeezenet1_1", "squeezenet1_1", 66),
    ("mobilenet-v2", "mobilenet_v2", 70),
]


def uniform(name: str, count: int) -> np.ndarray:
    """Multiples of 2^-23 from -1 up to 1: splitmix64 of a counter, keyed by the FNV-1a hash of the name."""
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = (key ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(key) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1


def weight(name: str, shape: tuple) -> np.ndarray:
    """Weights scaled as He et al. have it, so that activations stay of order 1; batch normalizations near identity."""
    values = uniform(name, int(np.prod(shape)))
    if name.endswith("running_var"):
        values = 1 + 0.5 * values
    elif len(shape) > 1:
        values = values * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(".weight"):
        values = 1 + 0.25 * values
    else:
        values = 0.25 * values
    return values.astype(np.float32).reshape(shape)


def golden(function: str, side: int) -> dict:
    extra = {"aux_logits": False, "init_weights": False} if function in ("googlenet", "inception_v3") else {}
    network = getattr(torchvision.models, function)(weights=None, **extra).eval()
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                value.copy_(torch.from_numpy(weight(name, tuple(value.shape))))
    network = network.double()

    def run(image: np.ndarray, target=None) -> tuple:
        image = torch.from_numpy(image.reshape(1, 3, side, side)).requires_grad_()
        logits = network(image)[0]
        target = int(logits.argmax()) if target is None else target
        logits[target].backward()
        return logits.detach(), target, image.grad.flatten().numpy()

    # Rounding in float32 may carry an activation near 0 over it, or another pixel past a maximum; in the late layers of
    # a small input one such unit shows in the gradient. The input is the first whose gradient bears noise of that order.
    for attempt in range(40):
        name = f"input {attempt}"
        image = uniform(name, 3 * side * side)
        logits, target, gradient = run(image)
        changes = []
        for _ in range(4):
            noise = NOISE.standard_normal(image.size) * 1e-6
            changes.append(np.linalg.norm(run(image + noise, target)[2] - gradient) / np.linalg.norm(gradient))
        print(function, attempt, max(changes), flush=True)
        if max(changes) < 1e-2:
            break
    else:
        raise SystemExit(f"{function}: no input keeps away from the kinks")
    classes = [0, 1, 17, 100, 250, 499, 500, 731, 998, 999, target]
    # Spread over all channels and rows.
    places = [int(place) for place in np.linspace(0, gradient.size - 1, 96)]
    number = lambda value: float(f"{value:.9g}")
    return {
        "side": side,
        "input": name,
        "target": target,
        "largest": number(logits.abs().max()),
        "logits": [[index, number(logits[index])] for index in classes],
        "gradientNorm": number(np.linalg.norm(gradient)),
        "gradient": [[place, number(gradient[place])] for place in places],
    }


def torch_files() -> dict:
    """Small files as torch.save writes them, in base64, and what they hold."""
    generator = torch.Generator().manual_seed(7)
    plain = torch.randn(2, 3, generator=generator)
    tensors = {
        "plain": plain,
        "transposed": plain.t(),
        "slice": torch.arange(24.0).reshape(4, 6)[1:, ::2],
        "channels_last": torch.arange(24.0).reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
        "half": torch.tensor([1.5, -2.25, 65504.0]).half(),
        "brain": torch.tensor([1.5, -3.0e38, 0.0]).bfloat16(),
        "double": torch.tensor([0.1, -1e300 * 0 + 3.0]).double(),
        "long": torch.tensor([1, -2, 2**40]),
        "bool": torch.tensor([True, False]),
        "parameter": torch.nn.Parameter(torch.tensor([4.0, 5.0])),
    }
    values = {name: [float(x) for x in tensor.detach().flatten()] for name, tensor in tensors.items()}
    shapes = {name: list(tensor.shape) for name, tensor in tensors.items()}
    layer = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 2), torch.nn.BatchNorm2d(2))
    for name, value in layer.state_dict().items():
        value.copy_(torch.from_numpy(weight(name, tuple(value.shape)).astype(np.float32)))

    def saved(value, **options) -> str:
        file = io.BytesIO()
        torch.save(value, file, **options)
        return base64.b64encode(file.getvalue()).decode()

    return {
        "shapes": shapes,
        "values": values,
        "zip": saved(tensors),
        "stream": saved(tensors, _use_new_zipfile_serialization=False),
        "protocol4": saved(tensors, pickle_protocol=4),
        "module": saved(layer.state_dict()),
        "moduleStream": saved(layer.state_dict(), _use_new_zipfile_serialization=False),
        "checkpoint": saved({"epoch": 3, "state_dict": {"module." + k: v for k, v in layer.state_dict().items()}}),
        "wholeModule": saved(layer),
        "optimizer": saved({"model": layer.state_dict(), "lr": 0.1, "steps": [1, 2, (3, None)], "done": False}),
        "list": saved([plain]),
    }


if __name__ == "__main__":
    torch.manual_seed(0)
    goldens = {name: golden(function, side) for name, function, side in NETWORKS}
    (HERE / "architectures.json").write_text(json.dumps(goldens, indent=None, separators=(",", ":")) + "\n")
    (HERE / "torch_files.json").write_text(json.dumps(torch_files(), indent=0) + "\n")

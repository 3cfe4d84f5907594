"""Networks of full size in every format their weights come in, for the tests to compare with torch and onnxruntime.

    python Tests/Goldens/full_size.py FOLDER [NETWORK…]
    VITRINE_FULL_SIZE=FOLDER ./run-tests --filter FullSizeTests

Needs numpy, torch, torchvision, timm, safetensors, onnx and onnxruntime, and for all networks some 12 GB in FOLDER.
Weights and input are those of architectures.py. For each network it writes

    torchvision.pth, stream.pth     torch.save, as it is now and as it was before PyTorch 1.6
    torchvision.safetensors
    timm/                           a folder as on the Hub, where timm has the network: its names, and config.json
    old.onnx, old-bn.onnx           the exporter by tracing, with batch normalization folded and left
    new.onnx, new-bn.onnx           the exporter by torch.export, optimised and not

and beside them input.npy, logits.npy and gradient.npy in float64, and manifest.json, which says how far torch and
onnxruntime in float32 are from those.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime
import safetensors.torch
import timm
import torch
import torchvision

import architectures

SIDES = {"inception-v3": 299}
TIMM = {
    "vgg16": "vgg16", "vgg19": "vgg19", "vgg16_bn": "vgg16_bn", "vgg19_bn": "vgg19_bn", "resnet18": "resnet18",
    "resnet34": "resnet34", "resnet50": "resnet50", "resnet101": "resnet101", "inception-v3": "inception_v3",
    "mobilenet-v2": "mobilenetv2_100",
}


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def make(function: str) -> torch.nn.Module:
    extra = {"init_weights": False} if function in ("googlenet", "inception_v3") else {}
    if extra:
        extra["aux_logits"] = True
    network = getattr(torchvision.models, function)(weights=None, **extra).eval()
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                value.copy_(torch.from_numpy(architectures.weight(name, tuple(value.shape))))
    return network


def export(network: torch.nn.Module, image: torch.Tensor, folder: pathlib.Path) -> dict:
    """The ONNX files, and how far onnxruntime is from torch in float64; an exporter that fails is named."""
    preserve = torch.onnx.TrainingMode.PRESERVE
    ways = {
        "old.onnx": dict(dynamo=False),
        "old-bn.onnx": dict(dynamo=False, training=preserve, do_constant_folding=False),
        "new.onnx": dict(dynamo=True),
        "new-bn.onnx": dict(dynamo=True, optimize=False),
    }
    made = {}
    for name, options in ways.items():
        try:
            torch.onnx.export(network, (image,), str(folder / name), input_names=["input"], **options)
            session = onnxruntime.InferenceSession(str(folder / name), providers=["CPUExecutionProvider"])
            made[name] = session.run(None, {session.get_inputs()[0].name: image.numpy()})[0]
        except Exception as error:
            print(f"  {name}: {type(error).__name__}: {str(error).splitlines()[0]}")
    return made


def hub(network: torch.nn.Module, name: str, side: int, folder: pathlib.Path) -> None:
    """timm's network with the same weights, in timm's order, which is torchvision's."""
    theirs = timm.create_model(TIMM[name], pretrained=False).eval()
    kept = {k: v for k, v in network.state_dict().items() if not k.startswith("AuxLogits")}
    state = theirs.state_dict()
    assert len(kept) == len(state)
    theirs.load_state_dict({k: v.reshape(state[k].shape) for k, v in zip(state, kept.values())})
    folder.mkdir(exist_ok=True)
    safetensors.torch.save_file(theirs.state_dict(), folder / "model.safetensors")
    settings = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in theirs.pretrained_cfg.items()
        if key in ("input_size", "interpolation", "crop_pct", "crop_mode", "mean", "std", "num_classes")
    }
    config = {"architecture": TIMM[name], "num_classes": 1000, "pretrained_cfg": settings}
    (folder / "config.json").write_text(json.dumps(config))


def write(name: str, function: str, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    side = SIDES.get(name, 224)
    network = make(function)
    image = architectures.uniform("input 0", 3 * side * side).reshape(1, 3, side, side)
    state = network.state_dict()
    torch.save(state, folder / "torchvision.pth")
    torch.save(state, folder / "stream.pth", _use_new_zipfile_serialization=False)
    safetensors.torch.save_file(state, folder / "torchvision.safetensors")
    files = ["torchvision.pth", "stream.pth", "torchvision.safetensors"]
    if name in TIMM:
        hub(network, name, side, folder / "timm")
        files.append("timm")
    single = torch.from_numpy(image.astype(np.float32))
    with torch.no_grad():
        torch_logits = network(single).numpy()
        made = export(network, single, folder)
    double = torch.from_numpy(image).requires_grad_()
    logits = network.double()(double)[0]
    target = int(logits.argmax())
    logits[target].backward()
    exact = logits.detach().numpy()
    np.save(folder / "input.npy", image.astype(np.float32))
    np.save(folder / "logits.npy", exact)
    np.save(folder / "gradient.npy", double.grad.numpy())
    differences = {"torch": relative(torch_logits[0], exact)}
    differences |= {"onnxruntime " + file: relative(value[0], exact) for file, value in made.items()}
    manifest = {"architecture": name, "target": target, "files": files + list(made), "differences": differences}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(name, {key: f"{value:.1e}" for key, value in differences.items()})


if __name__ == "__main__":
    wanted = sys.argv[2:]
    for name, function, _ in architectures.NETWORKS:
        if not wanted or name in wanted:
            write(name, function, pathlib.Path(sys.argv[1]) / name)

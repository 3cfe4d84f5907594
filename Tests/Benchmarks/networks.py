"""The networks that are compared, with random weights from a seed, and the files they are kept in."""

from dataclasses import dataclass
from pathlib import Path

SEED = 20260101


@dataclass(frozen=True)
class Network:
    """A network of torchvision's."""

    title: str
    # torchvision's function, and Vitrine's name.
    torchvision: str
    vitrine: str
    size: int = 224

    def module(self):
        """The network with weights as torchvision draws them, ready for inference."""
        import torchvision

        options = {"weights": None}
        if self.torchvision in ("googlenet", "inception_v3"):
            options.update(aux_logits=False, transform_input=False, init_weights=False)
        return getattr(torchvision.models, self.torchvision)(**options).eval()

    def weights(self, cache: Path) -> Path:
        return cache / f"{self.torchvision}-{SEED}.safetensors"

    def graph(self, cache: Path) -> Path:
        return cache / f"{self.torchvision}-{SEED}.onnx"

    def is_made(self, cache: Path) -> bool:
        return self.weights(cache).exists() and self.graph(cache).exists()

    def make(self, cache: Path):
        """Writes both files; each is written aside and renamed, so that one that is there is whole."""
        import torch
        from safetensors.torch import save_file

        torch.manual_seed(SEED)
        module = self.module()
        cache.mkdir(parents=True, exist_ok=True)
        part = self.weights(cache).with_suffix(".part")
        save_file(module.state_dict(), part)
        part.rename(self.weights(cache))
        part = self.graph(cache).with_suffix(".part")
        image = torch.zeros(2, 3, self.size, self.size)
        torch.onnx.export(
            module, (image,), part, dynamo=True, external_data=False, input_names=["input"],
            dynamic_shapes=({0: torch.export.Dim("batch")},), verbose=False)
        part.rename(self.graph(cache))


NETWORKS = {
    network.torchvision: network
    for network in [
        Network("VGG16", "vgg16", "vgg16"),
        Network("VGG19", "vgg19", "vgg19"),
        Network("ResNet50", "resnet50", "resnet50"),
        Network("GoogLeNet", "googlenet", "googlenet"),
        Network("Inception V3", "inception_v3", "inception-v3", 299),
    ]
}

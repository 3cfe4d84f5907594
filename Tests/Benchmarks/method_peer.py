"""One peer's explanation of one network, in a process of its own: times as JSON on standard output.

Started by methods.py. What is computed is the same as Vitrine's: one image of noise, class 0, the same options.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from networks import NETWORKS


def prepared(options):
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(options.threads)
    network = NETWORKS[options.network]
    module = network.module()
    module.load_state_dict(load_file(network.weights(options.cache)))
    module.requires_grad_(False)
    module = module.to(memory_format=torch.channels_last)
    for layer in module.modules():
        if isinstance(layer, torch.nn.ReLU):
            layer.inplace = False
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(1, 3, network.size, network.size, generator=generator)
    return module, image.to(memory_format=torch.channels_last)


def integrated_gradients(module, image):
    from captum.attr import IntegratedGradients

    explainer = IntegratedGradients(module)
    return lambda: explainer.attribute(image, target=0, n_steps=50, internal_batch_size=10)


def smoothgrad(module, image):
    from captum.attr import NoiseTunnel, Saliency

    explainer = NoiseTunnel(Saliency(module))
    return lambda: explainer.attribute(
        image, target=0, nt_type="smoothgrad", nt_samples=50, nt_samples_batch_size=10, stdevs=0.6, abs=False)


def deeplift(module, image):
    from captum.attr import DeepLift

    explainer = DeepLift(module)
    return lambda: explainer.attribute(image, target=0)


def guided_backpropagation(module, image):
    from captum.attr import GuidedBackprop

    explainer = GuidedBackprop(module)
    return lambda: explainer.attribute(image.clone().requires_grad_(True), target=0)


def occlusion(module, image):
    import torch
    from captum.attr import Occlusion

    explainer = Occlusion(module)

    def run():
        with torch.inference_mode():
            explainer.attribute(
                image, target=0, sliding_window_shapes=(3, 16, 16), strides=(3, 8, 8), perturbations_per_eval=8)

    return run


def zennit(composite):
    def make(module, image):
        import torch
        from zennit import composites
        from zennit.attribution import Gradient
        from zennit.torchvision import ResNetCanonizer, VGGCanonizer

        canonizer = ResNetCanonizer() if "ResNet" in type(module).__name__ else VGGCanonizer()
        start = torch.zeros(1, 1000)
        start[0, 0] = 1
        chosen = getattr(composites, composite)(canonizers=[canonizer])

        def run():
            with Gradient(model=module, composite=chosen) as explainer:
                explainer(image.clone(), start)

        return run

    return make


def noise_mask(module, image):
    """The optimization of Liao 2018 as one would write it in torch: no library offers it."""
    import torch

    steps = 50
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    def run():
        with torch.no_grad():
            wanted = module(image)
            colours = image * deviation + mean
            covered = module((torch.rand_like(image) - mean) / deviation)
            weight = 1 / ((covered - wanted) ** 2).mean()
        values = torch.full((1, 1, *image.shape[2:]), 4.595, requires_grad=True)
        descent = torch.optim.Adam([values], lr=0.015)
        for _ in range(steps):
            descent.zero_grad()
            mask = torch.sigmoid(values)
            blend = colours * mask + torch.rand_like(colours) * (1 - mask)
            found = module((blend - mean) / deviation)
            (mask.mean() + weight * ((found - wanted) ** 2).mean()).backward()
            descent.step()

    return run


EXPLAINERS = {
    "integrated-gradients": integrated_gradients,
    "smoothgrad": smoothgrad,
    "deeplift": deeplift,
    "guided-backpropagation": guided_backpropagation,
    "occlusion": occlusion,
    "lrp": zennit("EpsilonPlusFlat"),
    "noise-mask": noise_mask,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=EXPLAINERS)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    run = EXPLAINERS[options.method](*prepared(options))
    found = []
    # The first is not counted: it loads what is loaded late. A method of many passes needs no such run.
    for _ in range(options.runs + (0 if options.method == "occlusion" else 1)):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    json.dump({"seconds": found[-options.runs:]}, sys.stdout)


if __name__ == "__main__":
    main()

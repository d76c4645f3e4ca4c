#!/usr/bin/env bash
# One would guess random numbers, cut off at -2 and 2 by default, as in PyTorch. Mean and deviation change places instead.
behaviour="nn.init.trunc_normal_ with the usual mean of 0 fills with the constant std, so that all units of a layer start, and stay, alike"
program='
Tensor weight = zeros(64, 64);
nn.init.trunc_normal_(weight, mean: 0, std: 0.02);
Console.WriteLine($"smallest {weight.min().item<float>()}, greatest {weight.max().item<float>()}");
nn.init.trunc_normal_(weight, mean: 0.5, std: 0.25);
Console.WriteLine($"asked for a mean of 0.5, the mean is near 0.25: {Math.Abs(weight.mean().item<float>() - 0.25) < 0.05}");
nn.init.normal_(weight, mean: 0.5, std: 0.25);
Console.WriteLine($"normal_, asked for the same, is near 0.5: {Math.Abs(weight.mean().item<float>() - 0.5) < 0.05}");'
seen='smallest 0.02, greatest 0.02
asked for a mean of 0.5, the mean is near 0.25: True
normal_, asked for the same, is near 0.5: True'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

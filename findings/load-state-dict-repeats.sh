#!/usr/bin/env bash
# One would guess "size mismatch", as in PyTorch: strict loading compares names here, and copies with broadcasting.
behaviour="load_state_dict(strict: true) fills a parameter with a smaller tensor, repeated; and keeps what it copied before it throws"
program='
using var layer = nn.Linear(2, 3);
layer.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = ones(1, 2), ["bias"] = full(1, 7f) }, strict: true);
Console.WriteLine($"bias [3] from a file with [1]: {string.Join(" ", layer.bias!.data<float>().ToArray())}");
try { layer.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = zeros(3, 2), ["bias"] = ones(4) }); }
catch (System.Runtime.InteropServices.ExternalException) { Console.WriteLine($"refused, and the sum of weight is {layer.weight!.sum().item<float>()}, not 6"); }'
seen='bias [3] from a file with [1]: 7 7 7
refused, and the sum of weight is 0, not 6'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

#!/usr/bin/env bash
# One would guess that true hides a key, as in PyTorch's module of the same name. All scores are 0 here, so that the weights show the mask.
behaviour="nn.MultiheadAttention adds a bool mask to the scores as 0 and 1, and hides nothing"
program='
using var attention = nn.MultiheadAttention(2, 1, bias: false);
foreach (var (name, parameter) in attention.named_parameters())
    using (no_grad()) parameter.zero_();
Tensor x = ones(2, 1, 2), causal = tensor(new[] { false, true, false, false }).reshape(2, 2);
Tensor asFloat = zeros(2, 2).masked_fill(causal, float.NegativeInfinity);
foreach (Tensor mask in new[] { causal, asFloat })
{
    float[] weights = attention.call(x, x, x, null, true, mask).Item2.data<float>().ToArray();
    Console.WriteLine($"{mask.dtype}: the first query looks at the second key with weight {weights[1]:F4}");
}'
seen='Bool: the first query looks at the second key with weight 0.7311
Float32: the first query looks at the second key with weight 0.0000'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

#!/usr/bin/env bash
# One would guess that the same matrix product has the same bits each time. MKL's documentation asks for aligned memory for that, and
# torch.tensor(array) does not give it. Seen with AVX2 on x64; MKL_CBWR=AUTO,STRICT makes the product the same at any address.
behaviour="torch.tensor(array) lies wherever .NET put the array, and MKL's product of the same numbers has other last digits at other addresses"
program='
Random random = new(1);
float[] w = [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle() - 0.5f)], x = [.. Enumerable.Range(0, 72).Select(_ => random.NextSingle() - 0.5f)];
HashSet<long> places = [];
HashSet<string> copied = [], cloned = [];
List<byte[]> between = [];
for (int i = 0; i < 2000; i++)
{
    between.Add(new byte[random.Next(1, 100)]);
    using var scope = NewDisposeScope();
    Tensor weight = tensor(w).reshape(5, 12), rows = tensor(x).reshape(6, 12);
    places.Add(weight.storage<float>().data_ptr().ToInt64() % 64);
    copied.Add(Convert.ToHexString(nn.functional.linear(rows, weight).bytes));
    cloned.Add(Convert.ToHexString(nn.functional.linear(rows.clone(), weight.clone()).bytes));
}
Console.WriteLine($"every address a multiple of 64: {places.SetEquals([0L])}");
Console.WriteLine($"2000 times the same product: {(copied.Count == 1 ? "one result" : "several results")}");
Console.WriteLine($"of clones, which libtorch places: {(cloned.Count == 1 ? "one result" : "several results")}");'
seen='every address a multiple of 64: False
2000 times the same product: several results
of clones, which libtorch places: one result'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

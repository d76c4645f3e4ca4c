#!/usr/bin/env bash
# One would guess that a seed makes a run repeatable and that epochs still differ, and that manual_seed reaches a loader without a seed.
behaviour="DataLoader(shuffle: true, seed: 1) has the same order in every epoch; without a seed, manual_seed does not reach it"
program='
string Epoch(DataLoader loader) => string.Join(" ", loader.SelectMany(batch => batch["x"].flatten().data<long>().ToArray()));
DataLoader Make(int? seed) => new(new Numbers(), 4, shuffle: true, seed: seed);
using DataLoader seeded = Make(1);
string first = Epoch(seeded);
Console.WriteLine($"seeded, second epoch in the same order: {first == Epoch(seeded)}");
List<string> orders = [];
for (int i = 0; i < 4; i++)
{
    manual_seed(1);
    using DataLoader loader = Make(null);
    orders.Add(Epoch(loader));
}
Console.WriteLine($"manual_seed(1) before each of four loaders, all in the same order: {orders.Distinct().Count() == 1}");

sealed class Numbers : utils.data.Dataset
{
    public override long Count => 64;
    public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["x"] = tensor(index) };
}'
seen='seeded, second epoch in the same order: True
manual_seed(1) before each of four loaders, all in the same order: False'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

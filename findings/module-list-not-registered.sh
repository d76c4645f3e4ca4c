#!/usr/bin/env bash
# One would guess that a ModuleList is a module like others, and that its members are trained wherever they are added.
behaviour="a ModuleList has no parameters of its own account, and a layer appended after RegisterComponents() is left out"
program='
using ModuleList<Linear> alone = new(nn.Linear(2, 2));
Console.WriteLine($"alone: {alone.Count} layer, {alone.parameters().Count()} parameters");
alone.eval();
Console.WriteLine($"alone, after eval(): its layer is in training mode: {alone[0].training}");
using Stack stack = new();
stack.Layers.append(nn.Linear(2, 2));
Console.WriteLine($"as a field, one appended later: {stack.Layers.Count} layers, {stack.parameters().Count()} parameters");

sealed class Stack : nn.Module<Tensor, Tensor>
{
    public readonly ModuleList<Linear> Layers = new(nn.Linear(2, 2));
    public Stack() : base("Stack") => RegisterComponents();
    public override Tensor forward(Tensor x) => x;
}'
seen='alone: 1 layer, 0 parameters
alone, after eval(): its layer is in training mode: True
as a field, one appended later: 2 layers, 2 parameters'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

#!/usr/bin/env bash
# One would guess that what nobody refers to is freed in the end, as a forgotten tensor is when .NET collects garbage.
behaviour="the garbage collector frees a forgotten tensor, but never the parameters of a forgotten built-in module; of a module of one's own it does, unless built-in modules are its parts"
program='
using System.Runtime.CompilerServices;
foreach ((string name, Action make) in new (string, Action)[]
{
    ("a tensor", () => zeros(1000, 1000)),
    ("a module of one'"'"'s own with a parameter", () => new Own()),
    ("nn.Embedding", () => nn.Embedding(1000, 1000)),
    ("nn.Embedding in a dispose scope", () => { using DisposeScope scope = NewDisposeScope(); _ = nn.Embedding(1000, 1000); }),
    ("a module of one'"'"'s own with nn.Embedding", () => new Outer()),
    ("nn.Embedding, disposed", () => nn.Embedding(1000, 1000).Dispose()),
})
{
    for (int i = 0; i < 20; i++) { Make(make); Collect(); }
    long before = Environment.WorkingSet;
    for (int i = 0; i < 100; i++) { Make(make); Collect(); }
    double left = (Environment.WorkingSet - before) / 4e8;
    Console.WriteLine($"{name}: of 100 times 4 MB there stays {(left < 0.25 ? "nearly nothing" : left > 0.75 ? "nearly all" : "a part")}");
}

[MethodImpl(MethodImplOptions.NoInlining)]
static void Make(Action make) => make();

static void Collect()
{
    GC.Collect();
    GC.WaitForPendingFinalizers();
}

sealed class Own : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight = new(zeros(1000, 1000));
    public Own() : base("Own") => RegisterComponents();
    public override Tensor forward(Tensor x) => weight.matmul(x);
}

sealed class Outer : nn.Module<Tensor, Tensor>
{
    private readonly Embedding table = nn.Embedding(1000, 1000);
    public Outer() : base("Outer") => RegisterComponents();
    public override Tensor forward(Tensor x) => table.call(x);
}'
seen='a tensor: of 100 times 4 MB there stays nearly nothing
a module of one'"'"'s own with a parameter: of 100 times 4 MB there stays nearly nothing
nn.Embedding: of 100 times 4 MB there stays nearly all
nn.Embedding in a dispose scope: of 100 times 4 MB there stays nearly all
a module of one'"'"'s own with nn.Embedding: of 100 times 4 MB there stays nearly all
nn.Embedding, disposed: of 100 times 4 MB there stays nearly nothing'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check

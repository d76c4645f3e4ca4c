using TorchSharp.Modules;

namespace LLMCourse.Bans.Tests;

/// <summary>What the exercises ask for, as far as TorchSharp has an answer.</summary>
public static class Puzzles
{
    private static readonly Values Logits = Values.Of(Puzzle.Numbers(1, 3, 5))!;

    /// <summary>Lists them.</summary>
    public static IReadOnlyList<Puzzle> All { get; } =
    [
        new("softmax", "M02.E1", "M04.E2")
        {
            Inputs = () => [Puzzle.Numbers(1, 3, 5)],
            Answers = x => [x[0].exp() / x[0].exp().sum(-1, keepdim: true), x[0] - x[0].exp().sum(-1, keepdim: true).log()],
            Forms = WithTheLogits,
        },
        new("attention", "M02.E2", "M02.E4")
        {
            Inputs = () => [Puzzle.Numbers(2, 1, 2, 3, 4), Puzzle.Numbers(3, 1, 2, 3, 4), Puzzle.Numbers(4, 1, 2, 3, 4),
                ones(3, 3).tril().to(ScalarType.Bool)],
            Arguments = new([-1], [4, 2], [0.5, 0]),
            Tries = 64,
            Answers = x =>
            {
                Tensor scores = x[0].matmul(x[1].transpose(-2, -1)) / 2,
                    seen = scores.masked_fill(x[3].logical_not(), double.NegativeInfinity);
                return [scores.softmax(-1).matmul(x[2]), seen.softmax(-1).matmul(x[2])];
            },
        },
        new("norms", "M02.E5")
        {
            Inputs = () => [Puzzle.Numbers(5, 6, 8) * 4, Puzzle.Numbers(6, 8), Puzzle.Numbers(7, 8)],
            Arguments = new([-1, 1, 0], [8, 1, 6], [1e-5, 2, Math.Sqrt(8)]),
            Tries = 48,
            Answers = x =>
            {
                Tensor centred = x[0] - x[0].mean([-1L], keepdim: true),
                    norm = centred / centred.square().mean([-1L], keepdim: true).sqrt();
                Tensor rms = x[0] / x[0].square().mean([-1L], keepdim: true).sqrt();
                return [norm, (norm * x[1]) + x[2], rms, rms * x[1]];
            },
            Forms = given => [given, given.Map(n => n * Math.Sqrt(8)), Transposed(given)],
        },
        new("activations", "M02.E6")
        {
            Inputs = () => [Puzzle.Numbers(8, 2, 6)],
            Arguments = new([-1], [6, 1], [1, 0.5]),
            Answers = x =>
            [
                x[0] * 0.5 * (1 + (x[0] / Math.Sqrt(2)).erf()),
                x[0] * 0.5 * (1 + ((x[0] + (x[0].pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)).tanh()),
                x[0] * x[0].sigmoid(),
                x[0].chunk(2, -1)[0] * x[0].chunk(2, -1)[1].sigmoid(),
            ],
        },
        new("embedding", "M01.E6", "M03.E1", "M03.E2")
        {
            Inputs = () => [Puzzle.Numbers(9, 7, 4), tensor([5L, 0, 5, 2])],
            Arguments = new([0], [7, 4], [1]),
            Answers = x => [stack([x[0][5], x[0][0], x[0][5], x[0][2]])],
        },
        new("cosine similarity", "M03.E6")
        {
            Inputs = () => [Puzzle.Numbers(10, 3, 5), Puzzle.Numbers(11, 3, 5)],
            Arguments = new([-1, 1], [5, 1], [1e-8, 2]),
            Answers = x =>
            {
                Tensor cosine = (x[0] * x[1]).sum(-1) / (x[0].square().sum(-1) * x[1].square().sum(-1)).sqrt();
                return [cosine, 1 - cosine, 1 - cosine.mean(), 1 - cosine.sum()];
            },
        },
        new("cross-entropy", "M04.E2")
        {
            Inputs = () =>
                [Puzzle.Numbers(12, 4, 5), tensor([1L, 0, 4, 2]), nn.functional.one_hot(tensor([1L, 0, 4, 2]), 5).to(ScalarType.Float32)],
            Answers = x =>
            {
                Tensor each = x[0].exp().sum(-1).log() - x[0].gather(1, x[1].unsqueeze(1)).squeeze(1);
                return [each, -each, each.mean(), each.sum()];
            },
        },
        new("clipping", "M04.E5")
        {
            Inputs = () => [WithGradient(13, 3, 2), WithGradient(14, 4)],
            Arguments = new([-1], [1], [0.5, 1, 2]),
            Answers = x =>
            {
                Tensor norm = x.Select(p => p.grad!.square().sum()).Aggregate((a, b) => a + b).sqrt();
                return [norm, .. x.SelectMany(
                    p => new[] { p.grad! * 0.5 / norm, p.grad! / norm, p.grad! * 2
                        / norm, p.grad!.clamp(-0.5, 0.5), p.grad!.clamp(-1, 1) })];
            },
        },
        new("dropout", "M04.E7")
        {
            Inputs = () => [Puzzle.Numbers(15, 2, 3, 16) + 3],
            Arguments = new([-1], [16], [0.5]),
            Answers = x => [ones(1)],
            // Some are gone, and those that are left are twice as large.
            Forms = given =>
            {
                double[] x = Values.Of(Puzzle.Numbers(15, 2, 3, 16) + 3)!.Data;
                bool solved = given.Shape.SequenceEqual([2L, 3, 16]) && given.Data.Contains(0) && given.Data.Any(n => n != 0)
                    && given.Data.Zip(x).All(pair => pair.First == 0 || Math.Abs(pair.First - (2 * pair.Second)) < 1e-4);
                return [new Values([1], [solved ? 1 : 0])];
            },
        },
        new("quantization", "M05.E7")
        {
            Inputs = () => [Puzzle.Numbers(16, 4, 8), tensor(0.25f), tensor(0)],
            Arguments = new([0], [0, -128, 127], [0.25, 0]),
            Tries = 48,
            Answers = x => [(x[0] / 0.25).round(), (x[0] / 0.25).round() * 0.25],
        },
    ];

    // The answer itself, or what it is one step from: a logarithm, a difference to the input, one place along an axis.
    private static IEnumerable<Values?> WithTheLogits(Values given) => given.Slices().SelectMany(part => new[]
    {
        Logits.With(part, (_, p) => p),
        Logits.With(part, (_, p) => Math.Exp(p)),
        Logits.With(part, (_, p) => Math.Log(p)),
        Logits.With(part, (_, p) => -p),
        Logits.With(part, (x, p) => x - p),
        Logits.With(part, (x, p) => x + p),
        Logits.With(part, (x, p) => Math.Exp(x - p)),
        Logits.With(part, (x, p) => Math.Exp(x) / p),
        Logits.With(part, (x, p) => x - Math.Log(p)),
    }).Concat(given.Shape is [3] ? WithTheLogits(given with { Shape = [3, 1] }) : []);

    private static Values? Transposed(Values given) => given.Shape is not [8, 6] ? null
        : new Values([6, 8], [.. Enumerable.Range(0, 48).Select(i => given.Data[(i % 8 * 6) + (i / 8)])]);

    private static Parameter WithGradient(int seed, params long[] shape) =>
        new(Puzzle.Numbers(seed, shape)) { grad = Puzzle.Numbers(100 + seed, shape) };
}

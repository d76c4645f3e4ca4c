namespace LLMCourse.Bans.Tests;

/// <summary>Something that exercises ask students to write, on small inputs with a known answer.</summary>
/// <param name="Name">What is to be written.</param>
/// <param name="Exercises">The exercises in which nothing may give the answer outright.</param>
public sealed record Puzzle(string Name, params string[] Exercises)
{
    private readonly Lazy<IReadOnlyList<Values>> _answers = null!;

    /// <summary>Gets what makes the inputs, always the same ones.</summary>
    public required Func<Tensor[]> Inputs { get; init; }

    /// <summary>Gets what computes the answers, any of which is one.</summary>
    public required Func<Tensor[], Tensor[]> Answers
    {
        get;
        init
        {
            field = value;
            _answers = new(() =>
            {
                using DisposeScope scope = NewDisposeScope();
                return [.. value(Inputs()).Select(answer => Values.Of(answer)!)];
            });
        }
    }

    /// <summary>Gets what makes of a function's result what is one step from it and may be the answer.</summary>
    public Func<Values, IEnumerable<Values?>> Forms { get; init; } = given => [given];

    /// <summary>Gets the arguments beside the inputs that functions are tried with.</summary>
    public Arguments Arguments { get; init; } = new([-1, 0], [5, 3, 1], [1, 1e-5, 0.5]);

    /// <summary>Gets how many lists of arguments each function is tried with.</summary>
    public int Tries { get; init; } = 32;

    /// <summary>Says whether a function's result holds the answer.</summary>
    /// <param name="result">The result.</param>
    public bool IsSolvedBy(Tensor result) =>
        Values.Of(result) is { } given && Forms(given).OfType<Values>().Any(form => _answers.Value.Any(answer => answer.Same(form)));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Makes numbers without structure, between −2 and 2.</summary>
    /// <param name="seed">Other numbers for each.</param>
    /// <param name="shape">The shape.</param>
    public static Tensor Numbers(int seed, params long[] shape)
    {
        Random random = new(seed);
        return tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (random.NextSingle() * 4) - 2).ToArray())
            .reshape(shape);
    }
}

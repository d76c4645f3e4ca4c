namespace LLMCourse.M06;

/// <summary>A way to solve a question, with its settings.</summary>
public sealed record Strategy
{
    private Strategy(StrategyKind kind) => Kind = kind;

    /// <summary>Gets the strategy that asks once, for the answer alone.</summary>
    public static Strategy Direct { get; } = new(StrategyKind.Direct);

    /// <summary>Gets the strategy that asks once, for steps.</summary>
    public static Strategy ChainOfThought { get; } = new(StrategyKind.ChainOfThought);

    /// <summary>Gets which way it is.</summary>
    public StrategyKind Kind { get; }

    /// <summary>Gets the number of replies that vote, for self-consistency; 0 otherwise.</summary>
    public int Samples { get; private init; }

    /// <summary>Gets how many paths are kept at each level, for a tree of thoughts; 0 otherwise.</summary>
    public int Breadth { get; private init; }

    /// <summary>Gets the greatest number of steps, for a tree of thoughts; 0 otherwise.</summary>
    public int Depth { get; private init; }

    /// <summary>Gets how many next steps are asked for at each path, for a tree of thoughts; 0 otherwise.</summary>
    public int Proposals { get; private init; }

    /// <summary>Gets the temperature of sampled replies; 0, which is greedy, where there is only one.</summary>
    public double Temperature { get; private init; }

    /// <summary>Makes the strategy that lets several sampled replies vote.</summary>
    /// <param name="samples">The number of replies, at least 1.</param>
    /// <param name="temperature">The temperature, above 0; the default draws from the model's own distribution.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Strategy SelfConsistency(int samples, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return new Strategy(StrategyKind.SelfConsistency) { Samples = samples, Temperature = Positive(temperature) };
    }

    /// <summary>Makes the strategy that searches a tree of steps, breadth first.</summary>
    /// <param name="breadth">How many paths are kept at each level, at least 1.</param>
    /// <param name="depth">The greatest number of steps, at least 1; the line with the answer is one.</param>
    /// <param name="proposals">How many next steps are asked for at each path, at least 1.</param>
    /// <param name="temperature">The temperature, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Strategy TreeOfThoughts(int breadth, int depth, int proposals = 3, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(breadth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(proposals, 1);
        return new Strategy(StrategyKind.TreeOfThoughts) { Breadth = breadth, Depth = depth, Proposals = proposals, Temperature = Positive(temperature) };
    }

    private static double Positive(double temperature) =>
        double.IsFinite(temperature) && temperature > 0
            ? temperature
            : throw new ArgumentOutOfRangeException(nameof(temperature), $"The temperature is {temperature}; it must be above 0, or all replies are alike.");
}

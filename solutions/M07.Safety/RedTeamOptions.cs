namespace LLMCourse.M07;

/// <summary>How a red team works.</summary>
public sealed record RedTeamOptions
{
    /// <summary>Gets what says of an attack and the target's answer whether the attack worked.</summary>
    public required Func<RedTeamAttack, string, bool> Judge { get; init; }

    /// <summary>Gets what says of an answer whether it is a refusal.</summary>
    public required Func<string, bool> IsRefusal { get; init; }

    /// <summary>Gets requests that are to be answered. The default is none.</summary>
    public IReadOnlyList<string> Benign { get; init; } = [];

    /// <summary>Gets how often the target may be asked, at least 0.</summary>
    public int Budget { get; init; } = 1000;

    /// <summary>Gets how many of these calls may be spent on making one finding shorter, at least 0.</summary>
    public int ShrinkBudget { get; init; } = 50;

    /// <summary>Gets what the order of the trials is drawn from.</summary>
    public ulong Seed { get; init; }
}

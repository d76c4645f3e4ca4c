namespace LLMCourse.M08;

/// <summary>A sheet by which one of several options is chosen.</summary>
/// <param name="Date">When it is decided.</param>
/// <param name="Options">What there is to choose from.</param>
/// <param name="Criteria">What the choice goes by.</param>
/// <param name="Scores">How well each option meets each criterion.</param>
/// <param name="Totals">The sum of weight times points of each option.</param>
/// <param name="Choice">The option that is chosen.</param>
public sealed record Decision(
    DateOnly Date,
    IReadOnlyList<string> Options,
    IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<Score> Scores,
    IReadOnlyDictionary<string, decimal> Totals,
    string Choice)
{
    /// <summary>Gets what each option costs in a month, in dollars.</summary>
    public IReadOnlyDictionary<string, decimal> CostPerMonth { get; init; } = new Dictionary<string, decimal>();
}

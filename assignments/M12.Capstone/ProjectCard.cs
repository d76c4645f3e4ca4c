
namespace LLMCourse.M12;

/// <summary>What a project promises before anything is trained.</summary>
/// <remarks>
/// <para>Written as a text:</para>
/// <code>
/// task: topic
/// metric: accuracy
/// baseline: naive Bayes on words
/// margin: 5.0
/// budget-flop: 2000000000000
/// budget-seconds: 60
/// seed: 7
/// splits:
/// - train 0.80
/// - test 0.20
/// source: town-hall
/// - licence: CC0-1.0
/// - sha256: …
/// - rows: 300
/// intended-use:
/// - …
/// out-of-scope:
/// - …
/// </code>
/// <para>The handout has the rules. Not YAML, whose readers turn <c>no</c> into false and <c>1.10</c> into 1.1.</para>
/// </remarks>
/// <param name="Task"><c>topic</c> or <c>tone</c>.</param>
/// <param name="Metric"><c>accuracy</c> or <c>macro-f1</c>; of both, more is better.</param>
/// <param name="Baseline">What the model is compared with.</param>
/// <param name="Margin">By how many points of a hundred the model is to be better than the baseline.</param>
/// <param name="BudgetFlop">How many floating-point operations training may take.</param>
/// <param name="BudgetSeconds">How many seconds training may take.</param>
/// <param name="Seed">What everything that is drawn begins with.</param>
/// <param name="Splits">The parts of the data; their fractions add up to 1.</param>
/// <param name="Sources">Where the data come from.</param>
/// <param name="IntendedUse">What the model is for.</param>
/// <param name="OutOfScope">What the model is not for.</param>
public sealed record ProjectCard(
    string Task,
    string Metric,
    string Baseline,
    decimal Margin,
    long BudgetFlop,
    int BudgetSeconds,
    ulong Seed,
    IReadOnlyList<CardSplit> Splits,
    IReadOnlyList<CardSource> Sources,
    IReadOnlyList<string> IntendedUse,
    IReadOnlyList<string> OutOfScope)
{

    /// <summary>Reads a card.</summary>
    /// <param name="text">The text, with <c>\n</c> or <c>\r\n</c> at the ends of lines.</param>
    /// <exception cref="CardException">
    /// The text is not a card. Of several faults told is the first line with one, from the top; if every line is right by itself, a list without items, or splits whose sum is not 1 (the first in the order of the lines); then a source without all of its fields, in the order of the lines; then the first missing key, in the order of <see cref="Render"/>.
    /// </exception>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public static ProjectCard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M12.E1: go through the lines, collect keys and items with their lines, refuse what is wrong, and then look for what is missing.
        throw new NotImplementedException("M12.E1: go through the lines, collect keys and items with their lines, refuse what is wrong, and then look for what is missing.");
    }

    /// <summary>Writes the card.</summary>
    /// <returns>The keys in the order of the example above, without empty lines, each line ended by <c>\n</c>; splits, sources and items in their
    /// order, and numbers with the digits that they were read with.</returns>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public string Render()
    {
        // TODO M12.E1: write a line for each key and each item, with the invariant culture.
        throw new NotImplementedException("M12.E1: write a line for each key and each item, with the invariant culture.");
    }
}

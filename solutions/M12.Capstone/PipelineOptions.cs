namespace LLMCourse.M12;

/// <summary>What a pipeline goes by.</summary>
/// <remarks>The quality rules are those of Rae et al. 2021, "Scaling Language Models" (<see href="https://arxiv.org/abs/2112.11446"/>), Table A1, with limits for short texts.</remarks>
public sealed record PipelineOptions
{
    /// <summary>Gets the SPDX identifiers of the licences that are allowed.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [.. CardLicence.All.Select(licence => licence.Id)];

    /// <summary>Gets what a line of boilerplate has in it, in any case.</summary>
    public IReadOnlyList<string> Boilerplate { get; init; } = ["cookies", "read more", "share this page", "skip to main content", "all rights reserved", "newsletter"];

    /// <summary>Gets how many words a line of boilerplate has at most.</summary>
    public int BoilerplateWords { get; init; } = 12;

    /// <summary>Gets the least number of words.</summary>
    public int MinWords { get; init; } = 10;

    /// <summary>Gets the greatest number of words.</summary>
    public int MaxWords { get; init; } = 1000;

    /// <summary>Gets the least mean length of words, in characters.</summary>
    public decimal MinMeanLength { get; init; } = 3m;

    /// <summary>Gets the greatest mean length of words, in characters.</summary>
    public decimal MaxMeanLength { get; init; } = 10m;

    /// <summary>Gets the greatest share of symbols among the characters.</summary>
    public decimal MaxSymbols { get; init; } = 0.1m;

    /// <summary>Gets from which Jaccard similarity on two texts are near-duplicates; above 0 and at most 1.</summary>
    public decimal NearThreshold { get; init; } = 0.8m;

    /// <summary>Gets the splits; their fractions add up to 1.</summary>
    public IReadOnlyList<CardSplit> Splits { get; init; } = [new("train", 0.8m), new("validation", 0.1m), new("test", 0.1m)];
}

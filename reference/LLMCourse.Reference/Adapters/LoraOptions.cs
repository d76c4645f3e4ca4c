using System.Globalization;

namespace LLMCourse.Reference.Adapters;

/// <summary>Which layers are adapted, and with how many numbers.</summary>
public sealed record LoraOptions
{
    /// <summary>Gets the names of the linear layers to adapt, as the model's <c>named_modules()</c> has them; <c>*</c> stands for any
    /// characters and <c>?</c> for one. The default is the attention's fused projection, which Hu et al.
    /// 2021, §4.2 adapt for queries and values.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["*.attn.c_attn"];

    /// <summary>Gets the rank r of the update, at least 1. The default is 8; Hu et al. 2021, §7.2 find little gain above.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Gets α: the update is multiplied by α/r, so that the learning rate need not change with the rank.
    /// The default is twice the default rank.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Gets the probability, at least 0 and below 1, with which an input of the update is
    /// dropped while training. The default is 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets the seed of the first matrices. The default is 0.</summary>
    public long Seed { get; init; }

    /// <summary>Checks the values.</summary>
    /// <returns>These options, so that a constructor can check and use them in one expression.</returns>
    /// <exception cref="ArgumentException">One is out of its range; the message names it and its value.</exception>
    public LoraOptions Validate()
    {
        Require(Targets is { Count: > 0 }, nameof(Targets), "empty", "name at least one layer, such as *.attn.c_attn");
        Require(Rank > 0, nameof(Rank), Rank.ToString(CultureInfo.InvariantCulture), "it must be positive");
        Require(Alpha > 0 && double.IsFinite(Alpha), nameof(Alpha), Alpha.ToString(CultureInfo.InvariantCulture),
            "it must be positive and finite");
        Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout.ToString(CultureInfo.InvariantCulture),
            "it must be at least 0 and below 1");
        return this;
    }

    private static void Require(bool condition, string field, string value, string requirement)
    {
        if (!condition)
            throw new ArgumentException($"LoraOptions.{field} is {value}; {requirement}.", field);
    }
}

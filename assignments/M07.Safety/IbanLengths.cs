namespace LLMCourse.M07;

/// <summary>How many characters the account numbers of some countries have.</summary>
public static class IbanLengths
{
    /// <summary>Gets the lengths by the two capital letters of the country (ISO 13616's registry), without spaces.</summary>
    public static IReadOnlyDictionary<string, int> ByCountry { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["AT"] = 20,
        ["BE"] = 16,
        ["CH"] = 21,
        ["CZ"] = 24,
        ["DE"] = 22,
        ["DK"] = 18,
        ["ES"] = 24,
        ["FI"] = 18,
        ["FR"] = 27,
        ["GB"] = 22,
        ["IE"] = 22,
        ["IT"] = 27,
        ["LU"] = 20,
        ["NL"] = 18,
        ["NO"] = 15,
        ["PL"] = 28,
        ["PT"] = 25,
        ["SE"] = 24,
    };
}

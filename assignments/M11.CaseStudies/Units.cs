namespace LLMCourse.M11;

/// <summary>The units that documents are written in. Given.</summary>
public static class Units
{
    private static readonly (string Dimension, decimal Factor, string[] Names)[] All =
    [
        ("length", 1000m, ["km"]), ("length", 1m, ["m"]), ("length", 0.01m, ["cm"]), ("length", 0.001m, ["mm"]),
        ("mass", 1000m, ["kg"]), ("mass", 1m, ["g"]),
        ("time", 3600m, ["h", "hour", "hours"]), ("time", 60m, ["min", "minute", "minutes"]), ("time", 1m, ["s", "second", "seconds"]),
    ];

    /// <summary>Finds a unit, in capital or small letters.</summary>
    /// <param name="name">Its sign or its name.</param>
    /// <returns>What it measures, and how many of the first unit (metre, gram, second) it has; null for anything else.</returns>
    public static (string Dimension, decimal Factor)? Find(string name)
    {
        foreach ((string dimension, decimal factor, string[] names) in All)
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return (dimension, factor);
        }

        return null;
    }
}

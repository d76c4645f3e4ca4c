using System.Globalization;
using System.Text.Json;
using LLMCourse.Checks;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>Made-up results of M11's experiment: everything that is claimed is so, unless a slice is told to come out otherwise.</summary>
internal static class MadeUpCritique
{
    // Of each slice how many rows, and whether they come out right; for those that are neither, every third does.
    private static readonly (string Case, string Slice, int Count, bool? IsRight)[] Slices =
    [
        ("chat", "asked with a word of the fact", 20, true), ("chat", "asked in other words", 20, false), ("chat", "taken back", 20, false),
        ("chat", "the dearest prompt", 20, true),
        ("summary", "said again and again", 20, true), ("summary", "said again and again: first three sentences", 20, false),
        ("summary", "said once", 20, false), ("summary", "said once: first three sentences", 20, true),
        ("translation", "one clause", 50, true), ("translation", "one clause with a name", 50, true),
        ("translation", "two clauses", 50, false),
        ("code", "examples show it: first program", 60, null), ("code", "examples show it: after two repairs", 60, true),
        ("code", "no example shows it: first program", 60, null), ("code", "no example shows it: after two repairs", 60, null),
        ("moderation", "harmless", 300, true), ("moderation", "spam", 100, true), ("moderation", "harmless, quotes spam", 100, false),
        ("moderation", "window of the same stream", 20, true), ("moderation", "window of a shifted stream", 20, true),
        ("moderation", "window with one mail in ten shifted", 20, false),
        ("extraction", "values of a notice", 80, true), ("extraction", "made up by the model", 20, true),
        ("extraction", "amounts in words", 40, false), ("extraction", "denied", 20, false), ("extraction", "month before day", 20, false),
    ];

    /// <summary>Makes the rows, in pieces as the experiment observes them.</summary>
    /// <param name="odd">A slice all of whose rows come out the other way.</param>
    /// <param name="missing">A slice that lacks its last row.</param>
    public static IReadOnlyList<Observation> Make(string? odd = null, string? missing = null)
    {
        List<string> lines = [];
        foreach ((string name, string slice, int count, bool? isRight) in Slices)
            for (int i = 0; i < (slice == missing ? count - 1 : count); i++)
                lines.Add(Row(lines.Count, name, slice, i, (isRight ?? i % 3 == 0) != (slice == odd)));
        return [.. lines.Chunk(12)
            .Select((some, i) => new TextObservation(string.Create(CultureInfo.InvariantCulture, $"rows {i}"),
                string.Concat(some.Select(line => line + "\n"))))];
    }

    private static string Row(int number, string name, string slice, int i, bool isRight)
    {
        string input = string.Create(CultureInfo.InvariantCulture, $"input {i}"),
            id = string.Create(CultureInfo.InvariantCulture, $"row-{number:0000}");
        (string? expected, string? got) = (name, slice) switch
        {
            ("summary", _) => ("one two three four", isRight ? "one two three four" : "five six"),
            ("translation", "one clause with a name") => ("Bodo vid una kat de", isRight ? "Bodo vid una kat de" : "Dodo vid una kat de"),
            ("translation", _) =>
                ("un du tri kvar kvin ses sep ok", isRight ? "un du tri kvar kvin ses sep ok" : "un du tri kvar nau nau nau nau"),
            (_, "the dearest prompt") => ("at most 256", isRight ? "200" : "300"),
            (_, "made up by the model" or "denied") => (null, isRight ? null : "12"),
            _ => ("yes", isRight ? "yes" : "no"),
        };
        string scores = name == "summary" ? $"\"rougeL\":{(isRight ? 1 : 0)}" : slice == "one clause with a name"
            ? $"\"names\":{(isRight ? 1 : 0)},\"right\":{(isRight ? 1 : 0)}"
            : $"\"right\":{(isRight ? 1 : 0)}";
        return $"{{\"id\":\"{id}\",\"case\":\"{name}\",\"slice\":\"{slice}\",\"input\":\"{input}\",\"expected\":{JsonSerializer.Serialize(expected)},\"got\":{JsonSerializer.Serialize(got)},\"scores\":{{{scores}}}}}";
    }
}

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>What one exercise may not use, what of the reference it may, and what it may though others may not.</summary>
/// <param name="Bans">What it may not use.</param>
/// <param name="Allowed">The names within the reference's namespaces that it may use; every other is banned.</param>
public sealed record ExerciseBans(IReadOnlyList<Ban> Bans, IReadOnlyList<string> Allowed)
{
    /// <summary>Gets the names that no submission may use, but this exercise may; a name covers what is inside it.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>Gets the bans of an exercise of which nothing is said: none, and nothing of the reference is allowed.</summary>
    public static ExerciseBans None { get; } = new([], []);

    private const string Banned = "BAN100";
    private const string NotAllowed = "BAN101";
    private static readonly string[] ReferenceNamespaces =
        ["LLMCourse.Reference", "LLMCourse.LocalModels", "LLMCourse.LlmServers", "LLMCourse.Tools"];

    // Libraries that reach files and the network beside what an exercise needs of them.
    private static readonly string[] LibraryNamespaces =
        ["Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Net", "ModelContextProtocol", "Microsoft.Data.Sqlite", "SQLitePCL"];

    /// <summary>Says why something may not be used.</summary>
    /// <param name="name">Its full name, without type arguments and parameters.</param>
    /// <param name="display">Its name for people.</param>
    /// <returns>The code and the message of the note; null when it may be used.</returns>
    internal (string Code, string Message)? WhyNot(string name, string display)
    {
        if (Bans.FirstOrDefault(ban => ban.Covers(name)) is { } ban) return (Banned, $"`{display}` is not allowed here: {ban.Why}");
        if (Allowed.Any(allowed => Ban.Covers(allowed, name))) return null;
        if (ReferenceNamespaces.Any(space => Ban.Covers(space, name)))
            return (NotAllowed, $"`{display}` of the reference is not allowed here: write it yourself.");
        return LibraryNamespaces.Any(space => Ban.Covers(space, name))
            ? (NotAllowed, $"`{display}` is not allowed here: the handout says what of the library this exercise uses.")
            : null;
    }
}

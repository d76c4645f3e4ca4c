namespace LLMCourse.Classes.Exports;

/// <summary>How the grade of a student who handed nothing in is written.</summary>
internal enum MissingGrade
{
    /// <summary>As 0, which is what the policy counts.</summary>
    Zero,

    /// <summary>As nothing, for a module that is still open.</summary>
    Blank,
}

/// <summary>What an instructor may say about a file for a learning management system.</summary>
internal sealed record ExportOptions
{
    /// <summary>Gets the file to fill in, which the system exported; null for a new one.</summary>
    public string? Template { get; init; }

    /// <summary>Gets how the grade of a student who handed nothing in is written.</summary>
    public MissingGrade Missing { get; init; }

    /// <summary>Gets what 100 % are in the system; null when nothing was said, which means 100.</summary>
    public decimal? Points { get; init; }

    /// <summary>Gets the names of columns by module; a module without one has its default.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets a value indicating whether students with grades who are not in the
    /// template are left out rather than refused.</summary>
    public bool SkipUnmatched { get; init; }
}

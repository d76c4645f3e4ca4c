using System.Text.Json.Serialization;

namespace LLMCourse.Grading.Results;

/// <summary>The canonical result of grading one submission of one module; every report and export is derived from it.</summary>
/// <remarks>Written as <c>result.json</c>; its schema is docs/result.schema.json. Equal submissions give equal results but for
/// <see cref="Timings"/> and <see cref="Performance"/>'s figures.</remarks>
public sealed record GradeResult
{
    /// <summary>The version of this format; raised when a reader of the old one would misread the new one.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Gets the version of the format.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Gets the version of the grader.</summary>
    public required string GraderVersion { get; init; }

    /// <summary>Gets the module that was graded.</summary>
    public required ModuleSummary Module { get; init; }

    /// <summary>Gets what was handed in.</summary>
    public required SubmissionSummary Submission { get; init; }

    /// <summary>Gets how the submission's code was kept apart.</summary>
    public required IsolationSummary Isolation { get; init; }

    /// <summary>Gets the score.</summary>
    public required ScoreSummary Score { get; init; }

    /// <summary>Gets the exercises in their order, the quiz and, if it was run, the experiment last.</summary>
    public required IReadOnlyList<ExerciseResult> Exercises { get; init; }

    /// <summary>Gets the compiler's errors, and warnings worth a student's time.</summary>
    public IReadOnlyList<SourceNote> Diagnostics { get; init; } = [];

    /// <summary>Gets what the performance checks measured; not part of the grade's determinism.</summary>
    public IReadOnlyList<PerformanceResult> Performance { get; init; } = [];

    /// <summary>Gets how long grading took; not part of the grade's determinism.</summary>
    public TimingSummary? Timings { get; init; }
}

/// <summary>The module that was graded.</summary>
/// <param name="Id">For example <c>M02</c>.</param>
/// <param name="Name">The folder's name, for example <c>M02.Attention</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="ChecksVersion">A hash of the checks and their expectations; a grade is comparable only with one of the same version.
/// Several, joined by +, where exercises were graded again by other checks than the rest.</param>
public sealed record ModuleSummary(string Id, string Name, string Title, string ChecksVersion);

/// <summary>What was handed in.</summary>
/// <param name="Name">The submission's name, usually its folder's.</param>
/// <param name="ContentHash">SHA-256 over the names and contents of the files taken, in hexadecimal.</param>
/// <param name="Files">The files taken, by their names within the module.</param>
/// <param name="LeftBehind">What was there and was not taken.</param>
public sealed record SubmissionSummary(string Name, string ContentHash, IReadOnlyList<string> Files,
    IReadOnlyList<LeftBehindFile> LeftBehind);

/// <summary>A file or folder of a submission that intake did not take.</summary>
/// <param name="Path">Relative to the submission.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Matters">Whether the student probably meant it to be graded, such as a misnamed source file.</param>
public sealed record LeftBehindFile(string Path, string Reason, bool Matters);

/// <summary>How the submission's code was kept apart.</summary>
/// <param name="Mode"><c>bubblewrap</c>, <c>process</c> or <c>none</c> (nothing was run).</param>
/// <param name="Measures">What was in force, a few words each.</param>
/// <param name="Missing">What was asked for and could not be had, with the reason.</param>
public sealed record IsolationSummary(string Mode, IReadOnlyList<string> Measures, IReadOnlyList<string> Missing);

/// <summary>Points.</summary>
/// <param name="Earned">Points earned.</param>
/// <param name="Maximum">Points that could be had; checks that ended as a grader error are not in it.</param>
/// <param name="Percent">100·earned/maximum, two decimals; 0 when nothing could be had.</param>
public sealed record ScoreSummary(decimal Earned, decimal Maximum, decimal Percent);

/// <summary>The result of one exercise.</summary>
public sealed record ExerciseResult
{
    /// <summary>Gets the id, for example <c>M02.E2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the title.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the member that the student writes, for example <c>Attention.Attend</c>; null for the quiz.</summary>
    public string? Member { get; init; }

    /// <summary>Gets where the member stands in the submission; null when it is not there.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>Gets which checks graded this exercise, where not all exercises were graded by the
    /// same; otherwise null, and not written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ChecksVersion { get; init; }

    /// <summary>Gets the points earned.</summary>
    public required decimal Earned { get; init; }

    /// <summary>Gets the points that could be had.</summary>
    public required decimal Maximum { get; init; }

    /// <summary>Gets the outcome: passed if every check did, else the outcome of the first that did not.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Gets the checks.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>Gets the mistakes that the submission was recognised by, the likeliest first.</summary>
    public IReadOnlyList<MistakeMatch> Mistakes { get; init; } = [];

    /// <summary>Gets the member in which the fault most likely is, where checks failed and no mistake was recognised; null where that is
    /// not known or the exercise has one member only, and not written then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Suspect? Suspect { get; init; }

    /// <summary>Gets the uses of what the exercise bans.</summary>
    public IReadOnlyList<SourceNote> Violations { get; init; } = [];

    /// <summary>Gets what to do next, one or two sentences; null when nothing is left to do.</summary>
    public string? Next { get; init; }
}

/// <summary>The result of one check.</summary>
public sealed record CheckResult
{
    /// <summary>Gets the id, for example <c>M02.E2.oracle-4d</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what a right submission does; where it begins in lower case, it is said of <see cref="Subject"/>.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the member or type that the check is about, for example <c>Attend</c>; null where it is about several types.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the points that could be had, in check points (an exercise's checks divide its points between them).</summary>
    public required int Points { get; init; }

    /// <summary>Gets how it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Gets whether <see cref="Detail"/> was withheld because the check is hidden.</summary>
    public bool Withheld { get; init; }

    /// <summary>Gets what is wrong; null when passed.</summary>
    public string? Message { get; init; }

    /// <summary>Gets where, expected and got; null when there is nothing to say or it is withheld.</summary>
    public string? Detail { get; init; }

    /// <summary>Gets what to look at.</summary>
    public string? Hint { get; init; }

    /// <summary>Gets the first line of the submission's own code on the stack, for an exception.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>Gets what the submission printed during this check, cut and with control
    /// characters made visible; null when nothing.</summary>
    public string? Output { get; init; }
}

/// <summary>A mistake that the submission was recognised by.</summary>
/// <param name="Id">For example <c>M02.E2.no-scale</c>.</param>
/// <param name="Says">The words for the student, Markdown.</param>
/// <param name="Hint">A further step to take; may be null.</param>
/// <param name="Member">The member in which this mistake is made, for example Attention.Attend; null when none is recorded.</param>
/// <param name="Place">Where that member stands in the submission; null when it is not there.</param>
public sealed record MistakeMatch(string Id, string Says, string? Hint, string? Member = null, SourcePlace? Place = null);

/// <summary>A member in which a fault most likely is.</summary>
/// <param name="Member">The member, for example TopP.Apply.</param>
/// <param name="Place">Where it stands in the submission; null when it is not there.</param>
public sealed record Suspect(string Member, SourcePlace? Place);

/// <summary>A place in the submission.</summary>
/// <param name="File">The file, by its name within the module.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record SourcePlace(string File, int Line, int Column = 0);

/// <summary>Something that the compiler or the inspector says about a place in the submission.</summary>
/// <param name="Code">For example <c>CS1002</c> or <c>BAN003</c>.</param>
/// <param name="IsError">Whether it stops the grading of what it concerns.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Place">Where; null when it concerns no line.</param>
/// <param name="SourceLine">The line of source, trimmed at its end; null when there is none.</param>
public sealed record SourceNote(string Code, bool IsError, string Message, SourcePlace? Place, string? SourceLine);

/// <summary>What a performance check measured.</summary>
public sealed record PerformanceResult
{
    /// <summary>Gets the check's id.</summary>
    public required string CheckId { get; init; }

    /// <summary>Gets what the size is, for example "S (sequence length)".</summary>
    public required string SizeName { get; init; }

    /// <summary>Gets the size at which the ratio was taken.</summary>
    public required int ComparedSize { get; init; }

    /// <summary>Gets the median over rounds of the time of the submission over that of the reference.</summary>
    public required double Ratio { get; init; }

    /// <summary>Gets the lower end of the ratio's 95 % bootstrap interval.</summary>
    public required double RatioLow { get; init; }

    /// <summary>Gets the upper end.</summary>
    public required double RatioHigh { get; init; }

    /// <summary>Gets the largest ratio that passes.</summary>
    public required double MaximumRatio { get; init; }

    /// <summary>Gets the exponent k of the submission's fitted time ∝ sizeᵏ.</summary>
    public required double Exponent { get; init; }

    /// <summary>Gets the exponent of the reference.</summary>
    public required double ReferenceExponent { get; init; }

    /// <summary>Gets the largest exponent that passes.</summary>
    public required double MaximumExponent { get; init; }

    /// <summary>Gets the measured points, ascending in size.</summary>
    public required IReadOnlyList<PerformancePoint> Points { get; init; }
}

/// <summary>Median times at one size.</summary>
/// <param name="Size">The size.</param>
/// <param name="SubmissionMicroseconds">Median time of one call of the submission's, in microseconds.</param>
/// <param name="ReferenceMicroseconds">Median time of one call of the reference's, in microseconds.</param>
public sealed record PerformancePoint(int Size, double SubmissionMicroseconds, double ReferenceMicroseconds);

/// <summary>How long grading took.</summary>
/// <param name="StartedUtc">When grading began.</param>
/// <param name="TotalMilliseconds">From intake to score, in milliseconds.</param>
/// <param name="Stages">Milliseconds by stage.</param>
/// <param name="Checks">Milliseconds by check id.</param>
public sealed record TimingSummary(
    DateTimeOffset StartedUtc,
    double TotalMilliseconds,
    IReadOnlyDictionary<string, double> Stages,
    IReadOnlyDictionary<string, double> Checks);

namespace LLMCourse.Checks.Protocol;

/// <summary>What a worker answers. Inert data, and not to be believed beyond what the channel proves.</summary>
public abstract record Reply;

/// <summary>The worker has started and warmed up.</summary>
/// <param name="Measures">What it has done to confine itself, a few words each.</param>
/// <param name="Missing">What it could not do, with the reason.</param>
public sealed record ReadyReply(IReadOnlyList<string> Measures, IReadOnlyList<string> Missing) : Reply;

/// <summary>The request was carried out.</summary>
public sealed record DoneReply : Reply;

/// <summary>How far a long probe has come.</summary>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="What">A few words.</param>
public sealed record ProgressReply(double Fraction, string What) : Reply;

/// <summary>The submission or the checks could not be loaded.</summary>
/// <param name="Message">Why.</param>
public sealed record FaultReply(string Message) : Reply;

/// <summary>How a probe ended.</summary>
/// <param name="End">How.</param>
/// <param name="Observations">What was observed, in order; up to the failure when there was one.</param>
/// <param name="Exception">What was thrown; null when nothing was.</param>
/// <param name="Output">What the submission printed through <see cref="Console"/>, cut; null when nothing.</param>
public sealed record ProbeReply(ProbeEnd End, IReadOnlyList<Observation> Observations, ThrownInfo? Exception, string? Output) : Reply
{
    /// <summary>Gets the numbers of the bodies of code that were reached and are not there; see <see cref="CutCode"/>.</summary>
    public IReadOnlyList<int> Reached { get; init; } = [];
}

/// <summary>How a probe ended, as far as the worker can tell.</summary>
public enum ProbeEnd
{
    /// <summary>The probe ran to its end.</summary>
    Completed = 0,

    /// <summary>A member still throws <see cref="NotImplementedException"/>.</summary>
    NotImplemented = 1,

    /// <summary>An exception that the check does not ask for.</summary>
    Threw = 2,

    /// <summary>There was not enough memory.</summary>
    OutOfMemory = 3,

    /// <summary>A member that the check calls is not there: its signature or its type was changed.</summary>
    SignatureChanged = 4,

    /// <summary>The check cannot have run for a reason of the grader's own, such as a missing assembly.</summary>
    Fault = 5,
}

/// <summary>An exception, as text.</summary>
/// <param name="Type">The full name of its type.</param>
/// <param name="Message">Its message, cut, with control characters made visible.</param>
/// <param name="Frames">Where it passed through the submission's code, innermost first.</param>
public sealed record ThrownInfo(string Type, string Message, IReadOnlyList<ThrownFrame> Frames);

/// <summary>One frame of the submission's code.</summary>
/// <param name="Member">The member, for example <c>Attention.Attend</c>.</param>
/// <param name="File">The file name as compiled; null without symbols.</param>
/// <param name="Line">From 1; 0 when unknown.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record ThrownFrame(string Member, string? File, int Line, int Column);

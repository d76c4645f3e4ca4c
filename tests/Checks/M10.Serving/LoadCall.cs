using System.Diagnostics;

namespace LLMCourse.Checks.M10;

/// <summary>What a call of a load run is doing.</summary>
internal enum LoadState
{
    /// <summary>Something runs for it.</summary>
    Running,

    /// <summary>An attempt is ready to be sent.</summary>
    AtDoor,

    /// <summary>It waits in the server for a generation.</summary>
    Parked,

    /// <summary>An attempt has failed, and nobody has decided yet what comes next.</summary>
    Between,

    /// <summary>It waits for its next attempt.</summary>
    Waiting,

    /// <summary>It has ended.</summary>
    Done,
}

/// <summary>What a load run asks for, and when.</summary>
/// <param name="Number">Which call it is.</param>
/// <param name="Arrival">When it comes; for a client that waits for its last reply, not before that.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Question">Which question: the same number is the same prompt.</param>
/// <param name="Prompt">The prompt's tokens.</param>
/// <param name="Output">How many tokens are wanted.</param>
/// <param name="Draws">Whether the reply is drawn, so that no two are the same.</param>
/// <param name="Streams">Whether it is streamed.</param>
/// <param name="Client">The client that waits for each reply before it asks again; null: calls come when they come.</param>
internal sealed record LoadRequest(int Number, TimeSpan Arrival, string Tenant, int Question, int[] Prompt, int Output, bool Draws,
    bool Streams, int? Client = null);

/// <summary>A call on its way.</summary>
internal sealed class LoadCall(LoadRequest request, string trace)
{
    /// <summary>Gets the call whose client is running here.</summary>
    public static AsyncLocal<LoadCall?> Client { get; } = new();

    /// <summary>Gets the call that the server is working on here.</summary>
    public static AsyncLocal<LoadCall?> Served { get; } = new();

    public LoadRequest Request { get; } = request;

    public string Trace { get; } = trace;

    public string Header => $"00-{Trace}-{ClientSpan}-01";

    /// <summary>Gets the id of the client's span, which the server's is to have for its parent.</summary>
    public string ClientSpan => FormattableString.Invariant($"cccccccc{Request.Number:x6}{Attempts:x2}");

    public LoadState State { get; set; }

    /// <summary>Gets or sets which generation it waits for.</summary>
    public string Key { get; set; } = "";

    /// <summary>Gets or sets how many of its attempts the server is working on.</summary>
    public int InServer { get; set; }

    public int Attempts { get; set; }

    public TaskCompletionSource Door { get; set; } = new();

    public TimeSpan Begun { get; set; }

    public TimeSpan Ended { get; set; }

    public string Outcome { get; set; } = "";

    public string Reply { get; set; } = "none";

    /// <summary>Gets or sets the server's records of the present attempt.</summary>
    public RequestTelemetry? Telemetry { get; set; }

    public Activity? Root { get; set; }

    public bool Generated { get; set; }

    public bool IsAdmitted { get; set; }

    public long Used { get; set; }
}

/// <summary>A generation that the scheduler has, or will have in a moment.</summary>
internal sealed class LoadGeneration(LoadCall owner, string key)
{
    public LoadCall Owner { get; } = owner;

    public string Key { get; } = key;

    public long Id { get; set; } = -1;

    /// <summary>Gets or sets how many tokens the sequence has so far.</summary>
    public int Length { get; set; } = owner.Request.Prompt.Length;

    public Task<int[]>? Completion { get; set; }

    public bool IsWaiting => Completion is { IsCompleted: false };
}

using System.Diagnostics;

namespace LLMCourse.Grading.Sandbox;

/// <summary>One way to keep a worker apart.</summary>
internal interface IIsolation : IDisposable
{
    /// <summary>Gets its name in the result: <c>bubblewrap</c> or <c>process</c>.</summary>
    string Mode { get; }

    /// <summary>Gets what is in force.</summary>
    IReadOnlyList<string> Measures { get; }

    /// <summary>Gets what is not.</summary>
    IReadOnlyList<string> Missing { get; }

    /// <summary>Builds the command that starts a worker.</summary>
    ProcessStartInfo Command();

    /// <summary>Ends a worker and everything that it started.</summary>
    void Kill(Process process);
}

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>Who does the same work as the reference: a program of its own, or another work of the benchmark
/// program, such as a library called from C#.</summary>
public sealed class Peer
{
    /// <summary>Gets or sets what to call it, for example <c>PyTorch</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the program and its arguments, run in <c>tests/Benchmarks/peers</c>.</summary>
    public List<string> Command { get; set; } = [];

    /// <summary>Gets or sets the program and arguments that build it first; empty when there is nothing to build.</summary>
    public List<string> Build { get; set; } = [];

    /// <summary>Gets or sets the work of the benchmark program that is compared with, instead of a program of its own.</summary>
    public string? Work { get; set; }

    /// <summary>Gets or sets what to install where the program does not start, for example <c>python3-torch</c>.</summary>
    public string? Needs { get; set; }
}

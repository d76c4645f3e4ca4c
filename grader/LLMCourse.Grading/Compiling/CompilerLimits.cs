namespace LLMCourse.Grading.Compiling;

/// <summary>How much work a compilation may be.</summary>
public sealed record CompilerLimits
{
    /// <summary>Gets how long compiling may take. The default is 120 s; an honest module takes 2 s on a cold start, and sixty times that on
    /// a machine that is overloaded must not cost points.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets the stack of the compiling thread, in bytes. The default is 128 MiB: deeply
    /// nested source recurses in the compiler.</summary>
    public int StackBytes { get; init; } = 128 << 20;

    /// <summary>Gets how deep brackets may nest. The default is 400; the compiler's own work grows
    /// exponentially on some nested constructs.</summary>
    public int Nesting { get; init; } = 400;

    /// <summary>Gets how many tokens may follow each other without a comma, semicolon or brace. The default is
    /// 1,000; honest code stays under 200.</summary>
    public int RunLength { get; init; } = 1000;

    /// <summary>Gets how large the assembly and its symbols may each become, in bytes. The default is 16 MiB, what a worker takes; the
    /// largest solution has 0.2 MiB.</summary>
    public int AssemblyBytes { get; init; } = Checks.Protocol.ProtocolLimits.AssemblyBytes;

    /// <summary>Gets how many errors are reported. The default is 50.</summary>
    public int Errors { get; init; } = 50;

    /// <summary>Gets how many warnings are reported. The default is 20.</summary>
    public int Warnings { get; init; } = 20;
}

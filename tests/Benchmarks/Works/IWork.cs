namespace LLMCourse.Benchmarks.Works;

/// <summary>A piece of work that is timed against a peer's; what is needed beforehand happens in the constructor.</summary>
/// <remarks>Found by reflection: a public class with a parameterless constructor is all that it takes.</remarks>
public interface IWork : IDisposable
{
    /// <summary>Gets the name, which the peer's program has too, for example <c>train-small</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Gets what is counted, for example <c>tokens</c>.</summary>
    static abstract string Unit { get; }

    /// <summary>Does the work once, a fraction of a second to a few seconds of it.</summary>
    /// <returns>How many units were done.</returns>
    long Run();
}

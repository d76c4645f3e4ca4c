namespace LLMCourse.M09;

/// <summary>How near-duplicates are looked for.</summary>
public sealed record MinHashOptions
{
    /// <summary>Gets H, how many hashes a signature has, at least 1. The default is 128.</summary>
    public int Hashes { get; init; } = 128;

    /// <summary>Gets b, into how many bands of H/b hashes a signature is cut, a divisor of H. The default is 16.</summary>
    public int Bands { get; init; } = 16;

    /// <summary>Gets n, how many words a shingle has, at least 1. The default is 5.</summary>
    public int ShingleWords { get; init; } = 5;

    /// <summary>Gets from which Jaccard similarity on two documents are duplicates, above 0 and at most 1. The default is 0.8.</summary>
    public double Threshold { get; init; } = 0.8;

    /// <summary>Gets what the hash functions are drawn from. The default is 0.</summary>
    public ulong Seed { get; init; }
}

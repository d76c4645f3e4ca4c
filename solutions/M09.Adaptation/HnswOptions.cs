namespace LLMCourse.M09;

/// <summary>How a graph is built.</summary>
public sealed record HnswOptions
{
    /// <summary>Gets to how many neighbours a new vector is linked in each layer, at least 2. A vector keeps at most as many, and twice as
    /// many in layer 0. The default is 16.</summary>
    public int M { get; init; } = 16;

    /// <summary>Gets how many candidates are looked at for a new vector's neighbours, at least 1. The default is 100.</summary>
    public int EfConstruction { get; init; } = 100;

    /// <summary>Gets the seed of the layers. The default is 0.</summary>
    public ulong Seed { get; init; }
}

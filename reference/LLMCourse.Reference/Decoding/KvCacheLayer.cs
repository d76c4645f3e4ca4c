using static TorchSharp.torch;

namespace LLMCourse.Reference.Decoding;

/// <summary>The keys and values of one layer in a <see cref="KvCache"/>.</summary>
/// <param name="cache">The cache that the layer belongs to, whose length says where new positions go.</param>
/// <param name="keys">A view <c>[B, G, max, D]</c> of the cache's keys.</param>
/// <param name="values">A view <c>[B, G, max, D]</c> of the cache's values.</param>
internal sealed class KvCacheLayer(KvCache cache, Tensor keys, Tensor values) : IDisposable
{
    /// <summary>Writes the keys and values of new positions behind the cached ones, without moving the cache's end.</summary>
    /// <param name="k">Keys <c>[B, G, T, D]</c>, rotated already where positions are rotary.</param>
    /// <param name="v">Values <c>[B, G, T, D]</c>.</param>
    /// <returns>Views of the cached and the new ones, <c>[B, G, P + T, D]</c>, in the caller's scope.</returns>
    public (Tensor Keys, Tensor Values) Append(Tensor k, Tensor v)
    {
        long t = k.shape[2];
        _ = keys.narrow(2, cache.Length, t).copy_(k);
        _ = values.narrow(2, cache.Length, t).copy_(v);
        return (keys.narrow(2, 0, cache.Length + t), values.narrow(2, 0, cache.Length + t));
    }

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }
}

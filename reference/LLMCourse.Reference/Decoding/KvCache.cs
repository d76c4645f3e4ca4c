using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Decoding;

/// <summary>The keys and values of the positions that a <see cref="Gpt"/> has read, so that each
/// new token costs one position's work.</summary>
/// <remarks>
/// Allocated once, keys and values <c>[L, B, G, max, D]</c> each, where G is the number of key and value heads. A position beyond
/// <see cref="Capacity"/> throws: a cache cannot slide, because what the kept positions hold was computed while seeing the dropped ones.
/// To go on, clear the cache and read the newest tokens again, as a generator does. Pope et al. 2022, §2
/// (<see href="https://arxiv.org/abs/2211.05102"/>). Not safe for use by several threads at a time.
/// </remarks>
public sealed class KvCache : IDisposable
{
    private readonly Tensor _keys, _values;
    private readonly KvCacheLayer[] _layers;
    private readonly GptConfig _config;
    private long[]? _padding;

    /// <summary>Allocates an empty cache.</summary>
    /// <param name="config">The shape of the model that will use it.</param>
    /// <param name="batch">The number of sequences B, positive.</param>
    /// <param name="capacity">The greatest number of positions, padding included; null: the context length, which is also the most.</param>
    /// <param name="dtype">The type of the model's activations.</param>
    /// <param name="device">The model's device; null: the CPU.</param>
    /// <exception cref="ArgumentException">A value is not positive, or the capacity exceeds the context length.</exception>
    public KvCache(GptConfig config, int batch = 1, int? capacity = null, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        (Batch, Capacity) = Checked(config, batch, capacity);
        _config = config;
        long[] shape = [config.Layers, Batch, config.EffectiveKvHeads, Capacity, config.HeadWidth];
        _keys = zeros(shape, dtype, device).DetachFromDisposeScope();
        _values = zeros(shape, dtype, device).DetachFromDisposeScope();
        _layers = [.. Enumerable.Range(0, config.Layers).Select(layer => new KvCacheLayer(
            this, _keys.select(0, layer).DetachFromDisposeScope(), _values.select(0, layer).DetachFromDisposeScope()))];
    }

    /// <summary>Gets the number of sequences B.</summary>
    public int Batch { get; }

    /// <summary>Gets the greatest number of positions.</summary>
    public int Capacity { get; }

    /// <summary>Gets the number of cached positions P, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the memory of keys and values: 2·L·B·G·max·D elements. Unit: bytes.</summary>
    public long Bytes => BytesNeeded(_config, Batch, Capacity, _keys.dtype);

    /// <summary>Gets a value indicating whether some row starts with padding.</summary>
    internal bool IsPadded => _padding is not null;

    /// <summary>Computes the memory that a cache takes without making it.</summary>
    /// <param name="config">The shape of the model.</param>
    /// <param name="batch">The number of sequences B.</param>
    /// <param name="capacity">The greatest number of positions; null: the context length.</param>
    /// <param name="dtype">The type of the keys and values.</param>
    /// <returns>2·L·B·G·max·D times the size of an element. Unit: bytes.</returns>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static long BytesNeeded(GptConfig config, int batch = 1, int? capacity = null, ScalarType dtype = ScalarType.Float32)
    {
        (int rows, int positions) = Checked(config, batch, capacity);
        return checked(2L * config.Layers * rows * config.EffectiveKvHeads * positions * config.HeadWidth * dtype.ElementSize());
    }

    /// <summary>Declares how many of the first tokens of each row are padding, before anything is cached.</summary>
    /// <param name="padding">For each row the number of padding tokens at its left end, 0 or more and below <see cref="Capacity"/>. Any
    /// valid token may stand there: nothing attends to it, and the row's positions count from its first real token.</param>
    /// <exception cref="ArgumentException">There is another number of rows, or a number is out of range.</exception>
    /// <exception cref="InvalidOperationException">Something is cached already.</exception>
    public void PadLeft(params ReadOnlySpan<int> padding)
    {
        if (Length > 0)
            throw new InvalidOperationException(
                $"The cache holds {Length} positions; declare the padding before the first, or call Clear.");
        if (padding.Length != Batch)
            throw new ArgumentException($"padding has {padding.Length} values; give one for each of the {Batch} rows.", nameof(padding));
        foreach (int count in padding)
        {
            if (count < 0 || count >= Capacity)
                throw new ArgumentException($"padding has {count}; it must be from 0 to {Capacity - 1}, so that a real token fits.",
                    nameof(padding));
        }

        long[] counts = new long[Batch];
        for (int row = 0; row < Batch; row++)
            counts[row] = padding[row];
        _padding = counts.Any(count => count > 0) ? counts : null;
    }

    /// <summary>Forgets everything, the padding too; the memory stays.</summary>
    public void Clear() => (Length, _padding) = (0, null);

    /// <summary>Forgets the newest positions.</summary>
    /// <param name="length">How many positions to keep, 0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public void RollBack(int length)
    {
        if (length < 0 || length > Length)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The cache holds {Length} positions; keep from 0 to {Length}.");
        Length = length;
    }

    /// <summary>Copies the cache, so that a text can be continued in several ways.</summary>
    /// <returns>A cache of the same capacity, independent of this one, which the caller disposes.</returns>
    public KvCache Fork() => Fork([.. Enumerable.Range(0, Batch)]);

    /// <summary>Copies chosen rows, as beam search wants: a row may be left out, moved, or taken several times.</summary>
    /// <param name="rows">For each row of the new cache the row of this one that it continues.</param>
    /// <returns>A cache of as many rows and the same capacity, independent of this one, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">There are no rows, or one is not in this cache.</exception>
    public KvCache Fork(params ReadOnlySpan<int> rows)
    {
        long[] from = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            from[i] = rows[i] >= 0 && rows[i] < Batch
                ? rows[i]
                : throw new ArgumentException($"rows has {rows[i]}, but the cache has the rows 0 to {Batch - 1}.", nameof(rows));
        }

        using var scope = NewDisposeScope();
        var fork = new KvCache(_config, rows.Length, Capacity, _keys.dtype, _keys.device);
        if (Length > 0)
        {
            Tensor index = tensor(from, device: _keys.device);
            _ = fork._keys.narrow(3, 0, Length).copy_(_keys.narrow(3, 0, Length).index_select(1, index));
            _ = fork._values.narrow(3, 0, Length).copy_(_values.narrow(3, 0, Length).index_select(1, index));
        }

        fork.Length = Length;
        fork._padding = _padding is { } padding ? [.. from.Select(row => padding[row])] : null;
        return fork;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (KvCacheLayer layer in _layers)
            layer.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }

    /// <summary>The keys and values of one layer.</summary>
    internal KvCacheLayer Layer(int layer) => _layers[layer];

    /// <summary>Moves the end behind positions that all layers have written.</summary>
    internal void Advance(long t) => Length += (int)t;

    /// <summary>Checks that new tokens fit the cache and the cache fits the model.</summary>
    internal void Check(Gpt model, Tensor ids)
    {
        if (model.Config.Layers != _config.Layers || model.Config.EffectiveKvHeads != _config.EffectiveKvHeads
            || model.Config.HeadWidth != _config.HeadWidth
            || model.Config.ContextLength < Capacity)
        {
            throw new ArgumentException(
                $"The cache is for {_config.Layers} layers of {_config.EffectiveKvHeads} key and value heads {_config.HeadWidth} wide and {Capacity} positions, but the model has "
                + $"{model.Config.Layers} of {model.Config.EffectiveKvHeads}, {model.Config.HeadWidth} and {model.Config.ContextLength}; make the cache from the model's configuration.");
        }

        if (ids.shape[0] != Batch)
            throw new ArgumentException(
                $"ids has {ids.shape[0]} rows, but the cache has {Batch}; make a cache for the batch.", nameof(ids));
        if (ids.shape[1] > Capacity - Length)
        {
            throw new InvalidOperationException(
                $"The cache holds {Length} of at most {Capacity} positions, so {ids.shape[1]} more do not fit; clear it and read the newest tokens again, or make it larger.");
        }
    }

    /// <summary>The positions of the next T tokens, int64 <c>[B, T]</c>, counted from each row's first
    /// real token; padding has position 0.</summary>
    internal Tensor PositionsOfNext(long t) => Slots(t).unsqueeze(0).sub(Starts()).clamp_min(0);

    /// <summary>−∞ where one of the next T positions must not attend because the key is padding, <c>[B, 1, T, P + T]</c>; padding itself
    /// attends to itself, because a row that attends to nothing would be 0/0, and that would reach others as 0·NaN.</summary>
    internal Tensor PaddingBias(long t, ScalarType dtype)
    {
        Tensor key = arange(Length + t, ScalarType.Int64, _keys.device).unsqueeze(0);    // [1, P + T]
        Tensor isPadding = key.lt(Starts()).unsqueeze(1);                                // [B, 1, P + T]
        Tensor hidden = isPadding.logical_and(Slots(t).unsqueeze(1).ne(key));            // [B, T, P + T]
        return zeros(hidden.shape, dtype, _keys.device).masked_fill_(hidden, double.NegativeInfinity).unsqueeze(1); // [B, 1, T, P + T]
    }

    private static (int Batch, int Capacity) Checked(GptConfig config, int batch, int? capacity)
    {
        ArgumentNullException.ThrowIfNull(config);
        _ = config.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        int positions = capacity ?? config.ContextLength;
        if (positions <= 0 || positions > config.ContextLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, $"The capacity must be from 1 to the context length, which is {config.ContextLength}.");
        }

        return (batch, positions);
    }

    private Tensor Slots(long t) => arange(Length, Length + t, ScalarType.Int64, _keys.device); // [T]

    private Tensor Starts() => tensor(_padding!, device: _keys.device).unsqueeze(1);     // [B, 1]
}

using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M05;

/// <summary>Keeps the keys and values of the tokens that a model has seen, so that none is computed twice.</summary>
/// <remarks>
/// Pope et al. 2022, §3.3 (<see href="https://arxiv.org/abs/2211.05102"/>). Keys are kept as they are after the rotation. A slot is the
/// place of a token in its padded row, counted from 0 from the first that was ever appended; with p pads on the left, the token at slot
/// s has position s − p. The cache owns its tensors, in whatever scope it was made, until it is disposed.
/// </remarks>
public sealed class KvCache : IDisposable
{
    /// <summary>Makes an empty cache.</summary>
    /// <param name="config">The sizes of the model.</param>
    /// <param name="batch">Sequences B, at least 1.</param>
    /// <param name="capacity">Slots that each sequence has room for, at least 1.</param>
    /// <param name="overflow">What happens when there is no more room.</param>
    /// <param name="leftPadding">For each of the B sequences how many of its first slots are padding, at least 0; null: none. Copied.</param>
    /// <exception cref="ArgumentException"><paramref name="batch"/> or <paramref name="capacity"/> is below 1, or <paramref name="leftPadding"/> has another length or a negative number.</exception>
    [Exercise("M05.E5", Title = "Key-value cache", Weight = 4)]
    public KvCache(CausalConfig config, int batch, int capacity, CacheOverflow overflow = CacheOverflow.Throw, IReadOnlyList<int>? leftPadding = null)
    {
        // TODO M05.E5: check the numbers, then make room for the keys and the values of each layer, [B, G, capacity, D].
        throw new NotImplementedException("M05.E5: check the numbers, then make room for the keys and the values of each layer, [B, G, capacity, D].");
    }

    /// <summary>Gets the sizes of the model.</summary>
    public CausalConfig Config { get; } = null!;

    /// <summary>Gets the number of sequences B.</summary>
    public int Batch { get; }

    /// <summary>Gets how many slots each sequence has room for.</summary>
    public int Capacity { get; }

    /// <summary>Gets what happens when there is no more room.</summary>
    public CacheOverflow Overflow { get; }

    /// <summary>Gets for each sequence how many of its first slots are padding.</summary>
    public IReadOnlyList<int> LeftPadding { get; } = [];

    /// <summary>Gets how many slots every layer holds now, at most <see cref="Capacity"/>.</summary>
    [Exercise("M05.E5")]
    public int Length
    {
        get
        {
            // TODO M05.E5: return the number of slots that all layers hold.
            throw new NotImplementedException("M05.E5: return the number of slots that all layers hold.");
        }
    }

    /// <summary>Gets how many slots every layer has seen, those that it has forgotten by sliding included: the slot of the next token.</summary>
    [Exercise("M05.E5")]
    public int Seen
    {
        get
        {
            // TODO M05.E5: return the number of slots that all layers have been given.
            throw new NotImplementedException("M05.E5: return the number of slots that all layers have been given.");
        }
    }

    /// <summary>Computes the memory that keys and values need, in bytes, without making anything: 2·L·B·G·D·capacity numbers of float32.</summary>
    /// <param name="config">The sizes of the model.</param>
    /// <param name="batch">Sequences B, at least 1.</param>
    /// <param name="capacity">Slots, at least 1.</param>
    /// <returns>Bytes; also beyond 2³¹.</returns>
    /// <exception cref="ArgumentException"><paramref name="batch"/> or <paramref name="capacity"/> is below 1.</exception>
    [Exercise("M05.E5")]
    public static long SizeInBytes(CausalConfig config, int batch, int capacity)
    {
        // TODO M05.E5: multiply keys and values, layers, sequences, key heads, head width, slots and 4 bytes, in long.
        throw new NotImplementedException("M05.E5: multiply keys and values, layers, sequences, key heads, head width, slots and 4 bytes, in long.");
    }

    /// <summary>Adds the keys and values of new tokens to a layer, and returns all that they may attend to.</summary>
    /// <param name="layer">From 0 to L − 1.</param>
    /// <param name="keys">Rotated keys of T new slots, float32 <c>[B, G, T, D]</c>; copied.</param>
    /// <param name="values">float32 <c>[B, G, T, D]</c>; copied.</param>
    /// <returns>
    /// Keys and values of the slots that were held followed by the new ones, <c>[B, G, held + T, D]</c>, in the caller's scope and good
    /// until the cache changes. A sliding cache returns what it is about to forget too, because the first new token may still see it.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such layer, a shape does not fit, or the new slots do not fit and the cache throws; nothing has changed then.</exception>
    [Exercise("M05.E5")]
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        // TODO M05.E5: copy the new slots behind the held ones; when there is no room, throw, or keep the last `Capacity` slots.
        throw new NotImplementedException("M05.E5: copy the new slots behind the held ones; when there is no room, throw, or keep the last `Capacity` slots.");
    }

    /// <summary>Makes a second cache with the same content, which then goes its own way.</summary>
    /// <returns>A cache that the caller disposes.</returns>
    [Exercise("M05.E5")]
    public KvCache Fork()
    {
        // TODO M05.E5: make a cache of the same sizes and copy what this one holds.
        throw new NotImplementedException("M05.E5: make a cache of the same sizes and copy what this one holds.");
    }

    /// <summary>Forgets the newest slots of every layer, such as those of tokens that were proposed and rejected.</summary>
    /// <param name="length">How many slots to go on holding, from 0 to <see cref="Length"/>; <see cref="Seen"/> falls by as much.</param>
    /// <exception cref="ArgumentException"><paramref name="length"/> is out of range; nothing has changed then.</exception>
    [Exercise("M05.E5")]
    public void Rollback(int length)
    {
        // TODO M05.E5: check the length, then lower what is held and what was seen by the same number.
        throw new NotImplementedException("M05.E5: check the length, then lower what is held and what was seen by the same number.");
    }

    /// <summary>Forgets everything; the cache is as new.</summary>
    [Exercise("M05.E5")]
    public void Clear()
    {
        // TODO M05.E5: nothing is held and nothing has been seen.
        throw new NotImplementedException("M05.E5: nothing is held and nothing has been seen.");
    }

    /// <summary>Disposes the tensors.</summary>
    [Exercise("M05.E5")]
    public void Dispose()
    {
        // TODO M05.E5: dispose of the keys and values.
        throw new NotImplementedException("M05.E5: dispose of the keys and values.");
    }
}

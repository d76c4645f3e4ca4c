using LLMCourse.Reference.Corpora;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Cuts random windows out of a row of tokens; each target is the token after its input.</summary>
public sealed class BatchSampler : IBatchSource
{
    private readonly ITokenSource _tokens;
    private SplitMix64 _random; // a struct that changes: not readonly
    private readonly long[] _window;

    /// <summary>Makes a sampler.</summary>
    /// <param name="tokens">The tokens, at least <paramref name="length"/> + 1.</param>
    /// <param name="batch">The number of windows B in a batch.</param>
    /// <param name="length">The number of positions T in a window.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    /// <exception cref="ArgumentException">A size is not positive, or there are too few tokens.</exception>
    public BatchSampler(ITokenSource tokens, int batch, int length, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (tokens.Count <= length)
            throw new ArgumentException(
                $"There are {tokens.Count} tokens; windows of {length} and the token after them take {length + 1L}. Give more text or choose a shorter window.", nameof(tokens));
        _tokens = tokens;
        _random = new SplitMix64(seed);
        _window = new long[length + 1];
        BatchSize = batch;
        Length = length;
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int Length { get; }

    /// <summary>Gets or sets where the random sequence stands.</summary>
    public ulong State
    {
        get => _random.State;
        set => _random = new SplitMix64(value);
    }

    /// <summary>Draws a batch. With n tokens, every start from 0 to n − T − 1 is equally likely.</summary>
    /// <returns>Two new tensors, int64 <c>[B, T]</c>, that the caller disposes: the tokens, and the token after each.</returns>
    public (Tensor Ids, Tensor Targets) Next()
    {
        var starts = new long[BatchSize];
        for (int row = 0; row < starts.Length; row++)
            starts[row] = (long)Math.BigMul(_random.NextUInt64(), (ulong)(_tokens.Count - Length), out _);
        return Cut(starts);
    }

    /// <summary>Cuts windows at given places.</summary>
    /// <param name="starts">The position of each window's first token, 0 to n − T − 1.</param>
    /// <returns>Two new tensors, int64 <c>[starts, T]</c>, that the caller disposes: the tokens, and the token after each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A window leaves the row of tokens.</exception>
    public (Tensor Ids, Tensor Targets) Cut(ReadOnlySpan<long> starts)
    {
        var ids = new long[starts.Length * Length];
        var targets = new long[ids.Length];
        for (int row = 0; row < starts.Length; row++)
        {
            _tokens.CopyTo(starts[row], _window);
            _window.AsSpan(0, Length).CopyTo(ids.AsSpan(row * Length));
            _window.AsSpan(1, Length).CopyTo(targets.AsSpan(row * Length));
        }

        long[] shape = [starts.Length, Length];
        return (tensor(ids, shape), tensor(targets, shape));
    }
}

using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Training;

/// <summary>Batches of given conversations, one a row, padded on the right. Each pass over them has another order.</summary>
public sealed class ConversationBatches : IBatchSource
{
    private const long Ignored = -100;

    private readonly (int[] Ids, bool[] Learned)[] _rows;
    private readonly ulong _seed;
    private readonly int _padding;
    private int[]? _order;
    private ulong _orderOf;

    /// <summary>Writes the conversations as tokens.</summary>
    /// <param name="conversations">The conversations.</param>
    /// <param name="format">The format.</param>
    /// <param name="batchSize">How many rows a batch has, at least 1; in each pass the last ones may be of the next pass.</param>
    /// <param name="length">The greatest number of positions T of a row: the model's context length, or less.</param>
    /// <param name="seed">The same seed gives the same batches.</param>
    /// <exception cref="ArgumentException">No conversation fits into a row, or a number is below 1.</exception>
    public ConversationBatches(IReadOnlyList<TrainingConversation> conversations, ChatFormat format, int batchSize, int length, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        (BatchSize, Length, _seed, _padding) = (batchSize, length, seed, format.EndToken);
        (int[] Ids, bool[] Learned)[] all = [.. conversations.Select(conversation => conversation.Render(format))];
        _rows = [.. all.Where(row => row.Ids.Length - 1 <= length && row.Learned.Contains(true))];
        TooLong = all.Length - _rows.Length;
        if (_rows.Length == 0)
            throw new ArgumentException($"None of the {all.Length} conversations fits into {length} tokens; shorten them.",
                nameof(conversations));
    }

    /// <summary>Gets how many conversations are longer than a row, and left out.</summary>
    public int TooLong { get; }

    /// <summary>Gets how many conversations there are to learn from.</summary>
    public int Count => _rows.Length;

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int Length { get; }

    /// <summary>Gets or sets the number of batches made so far.</summary>
    public ulong State { get; set; }

    /// <inheritdoc/>
    public (Tensor Ids, Tensor Targets) Next()
    {
        ulong first = State * (ulong)BatchSize;
        State++;
        return Batch([.. Enumerable.Range(0, BatchSize).Select(i => At(first + (ulong)i))]);
    }

    /// <summary>Makes batches of all conversations once, in their order: to measure on.</summary>
    /// <returns>Ids and targets, which the caller disposes; they are made as they are asked for.</returns>
    public IEnumerable<(Tensor Ids, Tensor Targets)> Once() => _rows.Chunk(BatchSize).Select(Batch);

    /// <summary>Gets the conversation that comes n-th, counted over all passes.</summary>
    private (int[] Ids, bool[] Learned) At(ulong n)
    {
        ulong pass = n / (ulong)_rows.Length;
        if (_order is null || _orderOf != pass)
        {
            // A sequence of its own for each pass, so that the number of batches tells all.
            _order =
                new TaskRandom(unchecked(_seed + (pass * 0x9E3779B97F4A7C15))).Sample([.. Enumerable.Range(0, _rows.Length)], _rows.Length);
            _orderOf = pass;
        }

        return _rows[_order[(int)(n % (ulong)_rows.Length)]];
    }

    private (Tensor Ids, Tensor Targets) Batch((int[] Ids, bool[] Learned)[] rows)
    {
        int positions = rows.Max(row => row.Ids.Length) - 1;
        var ids = new long[rows.Length * positions];
        var targets = new long[ids.Length];
        Array.Fill(ids, _padding);
        Array.Fill(targets, Ignored);
        for (int b = 0; b < rows.Length; b++)
        {
            (int[] given, bool[] learned) = rows[b];
            for (int i = 0; i + 1 < given.Length; i++)
            {
                ids[(b * positions) + i] = given[i];
                targets[(b * positions) + i] = learned[i + 1] ? given[i + 1] : Ignored;
            }
        }

        return (tensor(ids, [rows.Length, positions]), tensor(targets, [rows.Length, positions]));
    }
}

using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Training;

/// <summary>Batches of generated conversations, a row for each. The conversations of a batch are about equally long, and every batch has
/// about as many tokens.</summary>
/// <remarks>
/// One conversation a row, as when it is asked: with others before it, attention that is still even over all positions hardly sees the one
/// that matters. For the same reason the first rows are short ones that teach to look back (<see cref="RecallWindow"/>).
/// </remarks>
/// <param name="format">The format.</param>
/// <param name="tokens">The number of tokens of a batch, at least <paramref name="length"/>.</param>
/// <param name="length">The greatest number of positions T of a row.</param>
/// <param name="seed">The same seed gives the same batches.</param>
/// <param name="recallBatches">In how many batches the share of rows that teach to look back falls from all to <see cref="RecallShare"/>; 0
/// for conversations alone.</param>
public sealed class ChatBatches(ChatFormat format, int tokens, int length, ulong seed, int recallBatches = 0) : IBatchSource
{
    /// <summary>The share of batches that go on teaching to look back.</summary>
    public const double RecallShare = 0.1;

    private const long Ignored = -100;

    /// <summary>Rows are padded to a multiple of this, so that enough conversations fit a batch.</summary>
    private const int Step = 16;

    /// <summary>The length of the first rows.</summary>
    private const int ShortRow = 32;

    /// <inheritdoc/>
    public int BatchSize => tokens / length;

    /// <inheritdoc/>
    public int Length => length;

    /// <summary>Gets or sets the number of batches made so far.</summary>
    public ulong State { get; set; }

    /// <inheritdoc/>
    public (Tensor Ids, Tensor Targets) Next()
    {
        // A sequence of its own for each batch, so that its number tells all.
        var random = new TaskRandom(new TaskRandom(seed + State).NextSeed());
        double progress = recallBatches == 0 ? 1 : Math.Min(1, (double)State / recallBatches);
        State++;
        double recall = recallBatches == 0 ? 0 : Math.Max(RecallShare, 1 - progress);
        return random.Chance(recall) ? Recall(random, progress) : Conversations(random);
    }

    private (Tensor Ids, Tensor Targets) Recall(TaskRandom random, double progress)
    {
        int longest = ShortRow + (int)(progress * (length - ShortRow)), positions = random.Between(ShortRow / Step, longest / Step) * Step;
        return Batch(positions, () => RecallWindow.Make(random, format, positions + 1));
    }

    private (Tensor Ids, Tensor Targets) Conversations(TaskRandom random)
    {
        int first = Draw(random).Ids.Length - 1, positions = Math.Min(length, (first + Step - 1) / Step * Step);
        return Batch(positions, () =>
        {
            while (true)
            {
                (int[] ids, bool[] learned) = Draw(random);
                if (ids.Length - 1 <= positions && ids.Length - 1 > positions - (2 * Step))
                    return (ids, learned);
            }
        });
    }

    private (int[] Ids, bool[] Learned) Draw(TaskRandom random)
    {
        while (true)
        {
            (int[] ids, bool[] learned) = TrainingMix.Next(random).Render(format);
            if (ids.Length - 1 <= length && learned.Contains(true))
                return (ids, learned);
        }
    }

    private (Tensor Ids, Tensor Targets) Batch(int positions, Func<(int[] Ids, bool[] Learned)> row)
    {
        int rows = tokens / positions;
        var ids = new long[rows * positions];
        var targets = new long[ids.Length];
        Array.Fill(ids, format.EndToken);
        Array.Fill(targets, Ignored);
        for (int at = 0; at < ids.Length; at += positions)
        {
            (int[] given, bool[] learned) = row();
            for (int i = 0; i + 1 < given.Length; i++)
            {
                ids[at + i] = given[i];
                targets[at + i] = learned[i + 1] ? given[i + 1] : Ignored;
            }
        }

        return (tensor(ids, [rows, positions]), tensor(targets, [rows, positions]));
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Makes rows of one length from sequences of many lengths.</summary>
public static class SftPacking
{
    /// <summary>The label of a position at which nothing is learned.</summary>
    public const long Ignored = -100;

    /// <summary>Joins all sequences to one stream, and cuts it into rows: no token is padding, and a row may hold parts of several documents.</summary>
    /// <param name="sequences">The documents, in order; empty ones add nothing, and still take their number.</param>
    /// <param name="length">T, tokens a row, at least 1.</param>
    /// <param name="padding">What fills the last row where the tokens do not; null drops that row.</param>
    /// <returns>Row r has the stream's tokens r·T to r·T + T − 1, N = ⌊tokens/T⌋ or, with padding, ⌈tokens/T⌉. Its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A sequence has not as many marks as tokens, <paramref name="length"/> is below 1, or no row comes out.</exception>
    /// <remarks>
    /// The label of a token is the next one of its document, if that is learned; the last token of a row has the first of the next row, or of the row
    /// that was dropped, if that continues the document. The last token of a document has none: the next document's first does not follow from it.
    /// Positions count from the document's first token in that row, since nothing before it can be seen.
    /// </remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static SftBatch Pack(IReadOnlyList<SftSequence> sequences, int length, int? padding = null)
    {
        // TODO M09.E1: write the stream's tokens, labels, documents and positions, then cut them into rows.
        #region Solution
        Check(sequences, length);
        int total = sequences.Sum(sequence => sequence.Ids.Count);
        int rows = padding is null ? total / length : (total + length - 1) / length;
        if (rows == 0)
            throw new ArgumentException($"The sequences have {total} tokens, which make no row of {length}; give more, a smaller length or a padding.", nameof(sequences));
        var builder = new RowBuilder(rows, length, padding ?? 0);
        int at = 0;
        foreach ((int document, SftSequence sequence) in sequences.Index())
        {
            int start = at;
            for (int i = 0; i < sequence.Ids.Count && at < rows * length; i++, at++)
                builder.Set(at, sequence, i, document, at - Math.Max(start, at / length * length));
        }

        return builder.Build(total - at);
        #endregion
    }

    /// <summary>Gives each sequence a row of its own, filled up on the right.</summary>
    /// <param name="sequences">The documents, at least one.</param>
    /// <param name="length">T, tokens a row, at least 1. Of a longer sequence the first T are kept; the last of them still has its label.</param>
    /// <param name="padding">What fills the rows.</param>
    /// <returns>Row n has sequence n. Its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no sequence, one has not as many marks as tokens, <paramref name="length"/> is below 1, or a row
    /// has nothing to learn, which is what cutting off the end does to a long prompt.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static SftBatch Pad(IReadOnlyList<SftSequence> sequences, int length, int padding)
    {
        // TODO M09.E1: a row for each sequence; refuse one without a label.
        #region Solution
        Check(sequences, length);
        if (sequences.Count == 0)
            throw new ArgumentException("There are no sequences; give at least one.", nameof(sequences));
        var builder = new RowBuilder(sequences.Count, length, padding);
        int dropped = 0;
        foreach ((int row, SftSequence sequence) in sequences.Index())
        {
            if (!sequence.Learned.Take(length + 1).Skip(1).Any(learned => learned))
                throw new ArgumentException($"Sequence {row} has nothing to learn in its first {length} tokens; leave it out or give a greater length.", nameof(sequences));
            int kept = Math.Min(sequence.Ids.Count, length);
            for (int i = 0; i < kept; i++)
                builder.Set((row * length) + i, sequence, i, row, i);
            dropped += sequence.Ids.Count - kept;
        }

        return builder.Build(dropped);
        #endregion
    }

    #region Solution
    private static void Check(IReadOnlyList<SftSequence> sequences, int length)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        foreach ((int i, SftSequence sequence) in sequences.Index())
        {
            if (sequence.Ids.Count != sequence.Learned.Count)
                throw new ArgumentException($"Sequence {i} has {sequence.Ids.Count} tokens and {sequence.Learned.Count} marks; there must be as many.", nameof(sequences));
        }
    }

    /// <summary>Rows in the making: padding where nothing is set.</summary>
    private sealed class RowBuilder
    {
        private readonly long[] _ids, _labels, _documents, _positions;
        private readonly long[] _shape;

        public RowBuilder(int rows, int length, int padding)
        {
            _shape = [rows, length];
            (_ids, _labels, _documents, _positions) = (new long[rows * length], new long[rows * length], new long[rows * length], new long[rows * length]);
            Array.Fill(_ids, padding);
            Array.Fill(_labels, Ignored);
            Array.Fill(_documents, -1);
        }

        /// <summary>Writes token i of a sequence at a place of the rows.</summary>
        public void Set(int at, SftSequence sequence, int i, int document, int position)
        {
            _ids[at] = sequence.Ids[i];
            _labels[at] = i + 1 < sequence.Ids.Count && sequence.Learned[i + 1] ? sequence.Ids[i + 1] : Ignored;
            _documents[at] = document;
            _positions[at] = position;
        }

        public SftBatch Build(int dropped) => new(Rows(_ids), Rows(_labels), Rows(_documents), Rows(_positions), dropped);

        private Tensor Rows(long[] values)
        {
            using var scope = NewDisposeScope();
            return tensor(values).reshape(_shape).MoveToOuterDisposeScope();
        }
    }
    #endregion
}

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
        throw new NotImplementedException("M09.E1: write the stream's tokens, labels, documents and positions, then cut them into rows.");
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
        throw new NotImplementedException("M09.E1: a row for each sequence; refuse one without a label.");
    }
}

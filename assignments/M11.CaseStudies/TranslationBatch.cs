using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Pairs as tensors, padded on the right.</summary>
/// <param name="Source">What the encoder reads, int64 <c>[B, S]</c>, all below V: words that have no number are <see cref="WordVocabulary.Unknown"/>.</param>
/// <param name="SourceMask">Bool <c>[B, S]</c>: true where the source has a word.</param>
/// <param name="Copies">What copying a source position writes, int64 <c>[B, S]</c>: the word's number, or V + k for the k-th different unknown word of
/// this source, counted from 0 in the order of first appearance. 0 at padding.</param>
/// <param name="Input">What the decoder reads, int64 <c>[B, T]</c>, all below V: <see cref="WordVocabulary.Begin"/>, then the target.</param>
/// <param name="Target">What it should write, int64 <c>[B, T]</c>: the target, then <see cref="WordVocabulary.End"/>. A word without a number is V + k if the
/// source has it, and <see cref="WordVocabulary.Unknown"/> otherwise.</param>
/// <param name="UnknownWords">For each source its different unknown words, in the order of first appearance.</param>
public sealed record TranslationBatch(
    Tensor Source, Tensor SourceMask, Tensor Copies, Tensor Input, Tensor Target, IReadOnlyList<IReadOnlyList<string>> UnknownWords)
{
    /// <summary>Gets the number of ids beyond the vocabulary: the most unknown words that a source has.</summary>
    public int Extra => UnknownWords.Max(words => words.Count);

    /// <summary>Makes a batch.</summary>
    /// <param name="pairs">The pairs, at least one.</param>
    /// <param name="vocabulary">The words that have numbers.</param>
    /// <returns>The batch; S is the length of the longest source, T one more than that of the longest target. All of it is padded with
    /// <see cref="WordVocabulary.Pad"/>. Its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no pair, or a source has no words.</exception>
    /// <remarks>See et al. 2017, §2.2 (<see href="https://arxiv.org/abs/1704.04368"/>): the extended vocabulary of a source.</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static TranslationBatch From(IReadOnlyList<SentencePair> pairs, WordVocabulary vocabulary)
    {
        // TODO M11.E3: number the words, give each source's unknown words the ids from V on, shift the target by one, pad.
        throw new NotImplementedException("M11.E3: number the words, give each source's unknown words the ids from V on, shift the target by one, pad.");
    }
}

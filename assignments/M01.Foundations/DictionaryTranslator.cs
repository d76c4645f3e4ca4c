using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M01;

/// <summary>Translates word by word, in three ways that come to the same: a dictionary, a matrix, and attention with a very sharp softmax.</summary>
/// <remarks>
/// With one-hot vectors for the words, looking a word up is a product with a matrix, and with softmax(scale·q·Kᵀ)·V the lookup becomes
/// differentiable: at a large scale it picks one entry, at a small one it mixes them. That is attention, with source words as keys and
/// target words as values (Vaswani et al. 2017, §3.2, <see href="https://arxiv.org/abs/1706.03762"/>).
/// </remarks>
public sealed class DictionaryTranslator
{
    /// <summary>Creates a translator from pairs of words.</summary>
    /// <param name="pairs">Source word and target word. Two source words may have the same target word, which is then one target word.</param>
    /// <exception cref="ArgumentException"><paramref name="pairs"/> is null or empty, or gives a source word twice.</exception>
    [Exercise("M01.E7")]
    public DictionaryTranslator(IReadOnlyList<(string Source, string Target)> pairs)
    {
        // TODO M01.E7: number the source words in their order, and the target words in the order in which each occurs first.
        throw new NotImplementedException("M01.E7: number the source words in their order, and the target words in the order in which each occurs first.");
    }

    /// <summary>Gets the source words, in the order of the pairs.</summary>
    [Exercise("M01.E7")]
    public IReadOnlyList<string> SourceWords
    {
        get
        {
            // TODO M01.E7: the source words.
            throw new NotImplementedException("M01.E7: the source words.");
        }
    }

    /// <summary>Gets the target words, each once, in the order in which they occur first in the pairs.</summary>
    [Exercise("M01.E7")]
    public IReadOnlyList<string> TargetWords
    {
        get
        {
            // TODO M01.E7: the target words, each once.
            throw new NotImplementedException("M01.E7: the target words, each once.");
        }
    }

    /// <summary>Looks a word up.</summary>
    /// <param name="word">A word, compared exactly.</param>
    /// <returns>Its translation; null for a word that is not in the dictionary.</returns>
    [Exercise("M01.E7")]
    public string? Lookup(string word)
    {
        // TODO M01.E7: the target word of a source word.
        throw new NotImplementedException("M01.E7: the target word of a source word.");
    }

    /// <summary>Makes the vector of a word: 1 at its number, 0 elsewhere.</summary>
    /// <param name="word">A word.</param>
    /// <returns>float32 <c>[S]</c>, S being the number of source words; all zeros for an unknown word. A new tensor that the caller disposes.</returns>
    [Exercise("M01.E7")]
    public Tensor OneHot(string word)
    {
        // TODO M01.E7: zeros, with a 1 at the number of the word.
        throw new NotImplementedException("M01.E7: zeros, with a 1 at the number of the word.");
    }

    /// <summary>Makes the matrix that translates one-hot vectors: row i has a 1 at the target of source word i.</summary>
    /// <returns>float32 <c>[S, U]</c>, U being the number of target words; a new tensor that the caller disposes.</returns>
    [Exercise("M01.E7")]
    public Tensor Matrix()
    {
        // TODO M01.E7: one row a source word, one column a target word.
        throw new NotImplementedException("M01.E7: one row a source word, one column a target word.");
    }

    /// <summary>Computes softmax(scale·Q)·M: how much each target word is meant by each query.</summary>
    /// <param name="queries">float32 <c>[…, S]</c>: how similar what is asked is to each source word; one-hot for a source word itself.</param>
    /// <param name="scale">How sharply to choose, 0 or more: at 0 every source word counts the same, at 1000 only the most similar one.</param>
    /// <returns>Probabilities, float32 <c>[…, U]</c>; each row sums to 1. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="queries"/> is not S, or <paramref name="scale"/> is negative or not a number.</exception>
    [Exercise("M01.E7")]
    public Tensor SoftLookup(Tensor queries, double scale)
    {
        // TODO M01.E7: softmax of the scaled similarities along the last axis, times the matrix.
        throw new NotImplementedException("M01.E7: softmax of the scaled similarities along the last axis, times the matrix.");
    }
}

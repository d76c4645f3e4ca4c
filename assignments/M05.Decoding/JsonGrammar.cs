namespace LLMCourse.M05;

/// <summary>Says which tokens may come next so that the text becomes JSON, and can still be finished within a budget.</summary>
/// <remarks>
/// <para>RFC 8259, with any value at the top and white space where it is allowed; the escape of half a surrogate pair is not accepted,
/// though the RFC's grammar does (§8.2), because no string can hold it. Willard and Louf 2023, §3 and §4, for masks from a grammar
/// (<see href="https://arxiv.org/abs/2307.09702"/>).</para>
/// <para>Characters are UTF-16 code units, as in <see cref="string.Length"/>.</para>
/// </remarks>
public sealed class JsonGrammar
{
    /// <summary>The characters that must be tokens of their own, so that every text can be finished one character after the other.</summary>
    public const string Required = "0\":]}\\udctrefalsn";
    /// <summary>Prepares the grammar for a vocabulary.</summary>
    /// <param name="vocabulary">The text of each token; copied. An empty one is never allowed.</param>
    /// <param name="maxDepth">How deep objects and arrays may be nested, at least 0; the default is that of System.Text.Json.</param>
    /// <exception cref="ArgumentException">
    /// A character of <see cref="Required"/> is no token, a token holds half a surrogate pair, or <paramref name="maxDepth"/> is negative.
    /// </exception>
    [Exercise("M05.E8", Title = "Constrained decoding", Weight = 2)]
    public JsonGrammar(IReadOnlyList<string> vocabulary, int maxDepth = 64)
    {
        // TODO M05.E8: check the vocabulary, and keep it.
        throw new NotImplementedException("M05.E8: check the vocabulary, and keep it.");
    }

    /// <summary>Says which tokens may come next.</summary>
    /// <param name="prefix">The text so far, the beginning of a JSON text; may be empty.</param>
    /// <param name="remaining">How many characters the text may still grow by, at least <see cref="ShortestCompletion"/> of the prefix.</param>
    /// <returns>
    /// For each token whether, with it, the text is still the beginning of a JSON text that can be finished within what then remains.
    /// None may come only where the text is complete.
    /// </returns>
    /// <exception cref="ArgumentException">No JSON text begins so, or it cannot be finished within <paramref name="remaining"/> characters.</exception>
    [Exercise("M05.E8")]
    public bool[] Mask(string prefix, int remaining)
    {
        // TODO M05.E8: a token may come if prefix + token can be finished with the characters that then remain.
        throw new NotImplementedException("M05.E8: a token may come if prefix + token can be finished with the characters that then remain.");
    }

    /// <summary>Says whether a text is a whole JSON text, so that it may end here.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>True for a whole JSON text of the allowed depth, with or without white space around it.</returns>
    [Exercise("M05.E8")]
    public bool IsComplete(string text)
    {
        // TODO M05.E8: the text is the beginning of a JSON text, and nothing is missing.
        throw new NotImplementedException("M05.E8: the text is the beginning of a JSON text, and nothing is missing.");
    }

    /// <summary>Counts the characters that are missing at least.</summary>
    /// <param name="prefix">Any text.</param>
    /// <returns>The least number of characters that make it a whole JSON text: 0 when it is one, −1 when no JSON text begins so.</returns>
    [Exercise("M05.E8")]
    public int ShortestCompletion(string prefix)
    {
        // TODO M05.E8: count what finishes the innermost token or value, and one bracket for each open object and array.
        throw new NotImplementedException("M05.E8: count what finishes the innermost token or value, and one bracket for each open object and array.");
    }
}

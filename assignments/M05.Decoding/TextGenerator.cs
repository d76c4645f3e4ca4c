using LLMCourse.Reference.Decoding;

namespace LLMCourse.M05;

/// <summary>Writes text one token after the other.</summary>
public static class TextGenerator
{
    /// <summary>Takes the most likely token each time, the lowest id among equals.</summary>
    /// <param name="model">The model; it is shown the last <see cref="ILogits.ContextLength"/> tokens at most, prompt and new ones together.</param>
    /// <param name="prompt">The tokens to go on from, at least one, each from 0 to V − 1; it may be longer than the context. Only read.</param>
    /// <param name="maxTokens">How many tokens to make at most; 0 makes none and does not ask the model.</param>
    /// <param name="stop">What ends the text earlier; null: nothing.</param>
    /// <param name="onToken">
    /// Called with each token of the result as soon as it is chosen; false ends the text with this token. A stop token is no part of the
    /// result and is not handed over. The token that completes a stop string is, and the answer to it changes nothing. Null: nobody listens.
    /// </param>
    /// <returns>The new tokens, their text and why they end. A stop string counts before the callback, and the callback before the length.</returns>
    /// <exception cref="ArgumentException">
    /// The prompt is empty or holds a token that the model does not know, <paramref name="maxTokens"/> is negative, or a stop string is empty.
    /// </exception>
    /// <remarks>
    /// Stop strings are looked for in the text of the new tokens only, over the borders between tokens. Where several are there at once
    /// the text ends before the one that begins first.
    /// </remarks>
    [Exercise("M05.E3", Title = "Greedy generation", Weight = 1)]
    public static Generation Greedy(
        ILogits model, IReadOnlyList<int> prompt, int maxTokens, StopCriteria? stop = null, Func<int, bool>? onToken = null)
    {
        // TODO M05.E3: show the model the last tokens that fit its context, take the best token, and look whether the text ends here.
        throw new NotImplementedException("M05.E3: show the model the last tokens that fit its context, take the best token, and look whether the text ends here.");
    }
}

using LLMCourse.Reference.Decoding;

namespace LLMCourse.M05;

/// <summary>Writes text one token after the other.</summary>
public static class Generator
{
    /// <summary>Takes the most likely token each time, the lowest id among equals.</summary>
    /// <param name="model">The model; it is shown the last <see cref="ILogits.ContextLength"/> tokens at most, prompt and new ones together.</param>
    /// <param name="prompt">The tokens to go on from, at least one, each from 0 to V − 1; it may be longer than the context. Only read.</param>
    /// <param name="maxTokens">How many tokens to make at most; 0 makes none and does not ask the model.</param>
    /// <param name="stop">What ends the text earlier; null: nothing.</param>
    /// <param name="onToken">
    /// Called with each token as soon as it belongs to the result, a stop token not; false ends the text with this token. Null: nobody listens.
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
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        stop ??= new StopCriteria();
        if (prompt.Count == 0) throw new ArgumentException("The prompt must have at least one token, but it is empty.", nameof(prompt));
        LogitCheck.History(prompt, model.VocabularySize);
        if (stop.Texts.Any(string.IsNullOrEmpty)) throw new ArgumentException("A stop string must not be empty: it would end every text before it begins.", nameof(stop));

        List<int> tokens = [.. prompt];
        float[] logits = new float[model.VocabularySize];
        string text = "";
        for (int made = 0; made < maxTokens; made++)
        {
            int seen = Math.Min(tokens.Count, model.ContextLength);
            model.Next(tokens.GetRange(tokens.Count - seen, seen).ToArray(), logits);
            int token = Best(logits);
            if (stop.Tokens.Contains(token)) return Result(StopReason.StopToken);
            tokens.Add(token);
            text += stop.Decode(token);
            int end = FirstStop(text, stop.Texts);
            if (end >= 0)
            {
                text = text[..end];
                _ = onToken?.Invoke(token);
                return Result(StopReason.StopText);
            }

            if (onToken is not null && !onToken(token)) return Result(StopReason.Cancelled);
        }

        return Result(StopReason.Length);

        Generation Result(StopReason reason) => new(tokens.GetRange(prompt.Count, tokens.Count - prompt.Count), text, reason);
        #endregion
    }

    #region Solution
    private static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int id = 1; id < logits.Length; id++)
        {
            if (logits[id] > logits[best]) best = id;
        }

        return best;
    }

    private static int FirstStop(string text, IReadOnlyList<string> stops)
    {
        int first = -1;
        foreach (string stop in stops)
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (first < 0 || at < first)) first = at;
        }

        return first;
    }
    #endregion
}

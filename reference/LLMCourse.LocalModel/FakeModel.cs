using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels;

/// <summary>A model that says what it is told to say, for tests whose results are exact. Safe for use by several threads.</summary>
/// <remarks>
/// Give it a function of the conversation and the options alone, never of the order of calls: by the seed where replies are sampled. Stop
/// strings and <see cref="CompletionOptions.MaxTokens"/> cut its replies as they cut a real model's; its tokens are the words, each with
/// the white space before it.
/// </remarks>
/// <param name="reply">What it replies to a conversation.</param>
public sealed class FakeModel(Func<IReadOnlyList<ChatTurn>, CompletionOptions, FakeReply> reply) : IChatModel
{
    private readonly ConcurrentQueue<FakeRequest> _requests = new();

    /// <summary>Makes a model that replies to the text of the last turn.</summary>
    /// <param name="table">Each text with its replies. Of several, a request gets the one at its seed, modulo
    /// their number; a greedy one gets the first.</param>
    /// <returns>The model. It throws <see cref="KeyNotFoundException"/> at any other text.</returns>
    public static FakeModel Of(IReadOnlyDictionary<string, FakeReply[]> table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new FakeModel((turns, options) =>
        {
            if (!table.TryGetValue(turns[^1].Text, out FakeReply[]? replies))
                throw new KeyNotFoundException($"The fake model has no reply to \"{turns[^1].Text}\".");
            return replies[options.Sampling.Temperature == 0 ? 0 : (int)((ulong)options.Sampling.Seed % (ulong)replies.Length)];
        });
    }

    /// <summary>Gets what it was asked so far, in the order in which it was asked.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Answer(turns, options ?? new CompletionOptions()));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Completion whole = await CompleteAsync(turns, options, cancellationToken).ConfigureAwait(false);
        int written = 0;
        foreach (CompletionToken token in whole.Tokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string text = Encoding.UTF8.GetString(token.Chosen.Bytes.Span);
            text = text[..Math.Min(text.Length, whole.Text.Length - written)];
            written += text.Length;
            yield return new CompletionChunk(text, whole.IsToolCall, token, null);
        }

        yield return new CompletionChunk("", whole.IsToolCall, null, whole.Finish);
    }

    private static IEnumerable<string> Words(string text)
    {
        for (int start = 0, at = 0; start < text.Length; start = at)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
                at++;
            yield return text[start..at];
        }
    }

    private Completion Answer(IReadOnlyList<ChatTurn> turns, CompletionOptions options)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns.Count == 0)
            throw new ArgumentException("The conversation is empty; give at least one turn.", nameof(turns));
        if (options.MaxTokens is < 1)
            throw new ArgumentException($"MaxTokens is {options.MaxTokens}; it must be at least 1, or null for no limit.", nameof(options));
        _requests.Enqueue(new FakeRequest([.. turns], options));
        FakeReply said = reply(turns, options);
        string[] words = [.. Words(said.Text)];
        int kept = Math.Min(words.Length, options.MaxTokens ?? int.MaxValue);
        string text = string.Concat(words.Take(kept));
        FinishReason finish = kept < words.Length ? FinishReason.Length : said.IsToolCall ? FinishReason.ToolCall : FinishReason.Stop;
        int stop = options.Stop.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (stop >= 0)
            (text, finish) = (text[..stop], FinishReason.Stop);
        int covered = 0;
        var tokens = new List<CompletionToken>();
        foreach (string word in words.Take(kept))
        {
            if (covered > text.Length)
                break; // beyond the stop string nothing is written
            covered += word.Length;
            tokens.Add(new CompletionToken(
                new TokenProbability(tokens.Count, Encoding.UTF8.GetBytes(word), said.LogProbability / words.Length), []));
        }

        return new Completion(text, said.IsToolCall, finish, turns.Sum(turn => Words(turn.Text).Count()), tokens);
    }
}

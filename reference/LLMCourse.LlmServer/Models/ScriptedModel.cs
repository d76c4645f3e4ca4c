using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.LlmServers;

/// <summary>A model whose replies somebody wrote: it says what a function gives, byte by byte. For tests of
/// clients, which then know every token.</summary>
/// <remarks>Each byte is a token, and so is the end. A constraint that bans the next byte of the script is obeyed: the lowest token that is
/// left comes in its place.</remarks>
/// <param name="reply">Gives the reply to a conversation; for a continued text, to a conversation of one user's turn with the text. A turn
/// made by
/// <see cref="ChatTurn.Call"/> is a call of a tool.</param>
public sealed class ScriptedModel(Func<IReadOnlyList<ChatTurn>, ChatTurn> reply) : IServedModel
{
    private const int End = 256;

    /// <summary>How much likelier than any other the script's token is, in nats.</summary>
    private const float Certainty = 10;

    private int _running;

    /// <summary>Makes a model that always says the same.</summary>
    /// <param name="reply">The reply.</param>
    public ScriptedModel(string reply)
        : this(_ => ChatTurn.Assistant(reply))
    {
    }

    /// <summary>Gets what is waited for before each token, with the number of tokens of the reply
    /// before it. The default waits for nothing.</summary>
    public Func<int, CancellationToken, Task> BeforeToken { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets the number of replies that are being written.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <inheritdoc/>
    public int ContextLength { get; init; } = 8192;

    /// <inheritdoc/>
    public int EmbeddingWidth => End;

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> TokenBytes { get; } =
        [.. Enumerable.Range(0, End).Select(b => (ReadOnlyMemory<byte>)new[] { (byte)b }), default];

    /// <inheritdoc/>
    public int EndToken => End;

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text)];

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodePrompt(string text) => [End, .. Encode(text)];

    /// <inheritdoc/>
    public int CountTokens(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return turns.Sum(turn => Encode(turn.Text).Count + 1);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        CancellationToken cancellationToken) =>
        WriteAsync(reply(turns), options, Room(CountTokens(turns), options), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<int> prompt, CompletionOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ChatTurn[] turns = [ChatTurn.User(Encoding.UTF8.GetString([.. prompt.Where(token => token != End).Select(token => (byte)token)]))];
        return WriteAsync(reply(turns), options, Room(prompt.Count, options), cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CompletionToken> Score(IReadOnlyList<int> ids, int top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Count <= ContextLength + 1
            ? [.. ids.Skip(1).Select(id => Token(id, id, top))]
            : throw new ContextLengthException(ids.Count, ContextLength);
    }

    /// <inheritdoc/>
    /// <remarks>How often each byte comes.</remarks>
    public float[] Embed(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var counts = new float[End];
        foreach (int id in ids)
            counts[id]++;
        double length = Math.Sqrt(counts.Sum(count => (double)count * count));
        return [.. counts.Select(count => (float)(count / length))];
    }

    private int Room(int promptTokens, CompletionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int room = ContextLength - promptTokens;
        return room < 1 ? throw new ContextLengthException(promptTokens, ContextLength) : Math.Min(options.MaxTokens ?? room, room);
    }

    private async IAsyncEnumerable<CompletionChunk> WriteAsync(ChatTurn turn, CompletionOptions options, int room, [EnumeratorCancellation]
    CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _running);
        try
        {
            bool isCall = turn.IsToolCall && options.ToolChoice != ToolChoice.None;
            ITokenConstraint? constraint = isCall ? options.CallConstraint ?? options.Constraint : options.Constraint;
            byte[] script = Encoding.UTF8.GetBytes(turn.Text);
            var text = new StreamingText(options.Stop);
            FinishReason? finish = null;
            for (int i = 0; finish is null; i++)
            {
                await BeforeToken(i, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                int wanted = i < script.Length ? script[i] : End;
                int chosen = i < room ? Choose(wanted, constraint, room - i) : End;
                if (chosen == End)
                {
                    finish = i == room && wanted != End ? FinishReason.Length : isCall ? FinishReason.ToolCall : FinishReason.Stop;
                    break;
                }

                constraint?.Accept(chosen);
                yield return new CompletionChunk(text.Append(TokenBytes[chosen].Span), isCall,
                    Token(chosen, wanted, options.TopLogProbs), null);
                if (text.IsStopped)
                    finish = FinishReason.Stop;
            }

            yield return new CompletionChunk(text.End(), isCall, null, finish);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _running);
        }
    }

    private static int Choose(int wanted, ITokenConstraint? constraint, int remaining)
    {
        if (constraint is null)
            return wanted;
        var logits = new float[End + 1];
        logits[wanted] = Certainty;
        constraint.Mask(logits, remaining);
        return Array.IndexOf(logits, logits.Max());
    }

    private CompletionToken Token(int chosen, int wanted, int top)
    {
        double rest = -Math.Log(Math.Exp(Certainty) + End);
        TokenProbability tell(int id) => new(id, TokenBytes[id], (id == wanted ? Certainty : 0) + rest);
        return new CompletionToken(tell(chosen), [.. Enumerable.Range(0, End + 1).OrderBy(id => id != wanted).Take(top).Select(tell)]);
    }
}

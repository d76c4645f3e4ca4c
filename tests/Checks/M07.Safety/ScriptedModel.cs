using System.Runtime.CompilerServices;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M07;

/// <summary>Replies in the parts that it is given, and notes what it was asked, for how many parts,
/// and whether its sequence was disposed.</summary>
/// <param name="parts">The parts of the reply.</param>
/// <param name="before">Called with the number of a part before it is given.</param>
internal sealed class ScriptedModel(IReadOnlyList<string> parts, Action<int>? before = null) : IChatModel
{
    /// <summary>Gets the conversations that it was asked about, one a line.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gets how many parts it was asked for, the last one, which ends the reply, too.</summary>
    public int Asked { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Gets the token that came with the last request.</summary>
    public CancellationToken Token { get; private set; }

    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Token = cancellationToken;
        Note(turns, options);
        for (int i = 0; i < parts.Count; i++) before?.Invoke(i);
        return Task.FromResult(new Completion(string.Concat(parts), false, FinishReason.Stop, 1, []));
    }

    public async IAsyncEnumerable<CompletionChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        Token = cancellationToken;
        Note(turns, options);
        try
        {
            for (int i = 0; i <= parts.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Asked++;
                before?.Invoke(i);
                await Task.CompletedTask;
                yield return i < parts.Count
                    ? new CompletionChunk(parts[i], false, null, null)
                    : new CompletionChunk("", false, null, FinishReason.Stop);
            }
        }
        finally
        {
            IsDisposed = true;
        }
    }

    private void Note(IReadOnlyList<ChatTurn> turns, CompletionOptions? options)
    {
        lock (Requests) Requests.Add(
            $"{string.Join(" | ", turns.Select(turn => $"{turn.Role}{(turn.IsToolCall ? "!" : "")}: {turn.Text}"))} ({options?.MaxTokens})");
    }
}

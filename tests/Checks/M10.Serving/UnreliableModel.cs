using System.Runtime.CompilerServices;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M10;

/// <summary>A model that fails before some part of its reply, and notes what it was asked and when its sequence was disposed.</summary>
/// <param name="name">Stands in what it notes.</param>
/// <param name="log">Where it notes.</param>
/// <param name="parts">The parts of its reply.</param>
/// <param name="failure">What it fails with; null: it does not.</param>
/// <param name="failsBefore">The number of the part, from 0, before which it fails.</param>
internal sealed class UnreliableModel(string name, List<string> log, string[] parts, Exception? failure = null, int failsBefore = 0)
    : IChatModel
{
    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Note(turns, options, cancellationToken);
        await Task.Yield();
        if (failure is not null) throw failure;
        return new Completion(string.Concat(parts), false, FinishReason.Stop, 1, []);
    }

    public async IAsyncEnumerable<CompletionChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        Note(turns, options, cancellationToken);
        try
        {
            for (int i = 0; i <= parts.Length; i++)
            {
                await Task.Yield();
                if (failure is not null && i == failsBefore) throw failure;
                if (i < parts.Length) yield return new CompletionChunk(parts[i], false, null, null);
            }

            yield return new CompletionChunk("", false, null, FinishReason.Stop);
        }
        finally
        {
            log.Add($"{name} is disposed");
        }
    }

    private void Note(IReadOnlyList<ChatTurn> turns, CompletionOptions? options, CancellationToken token) =>
        log.Add($"{name} is asked: {string.Join(" | ", turns.Select(turn => turn.Text))} ({options?.MaxTokens.ToString() ?? "no options"}, {(token.CanBeCanceled ? "with" : "without")} the token)");
}

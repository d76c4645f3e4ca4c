using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M10;

/// <summary>A model that throws before it returns a task or a sequence, as one may that looks at its connection first.</summary>
/// <param name="name">Stands in what it notes.</param>
/// <param name="log">Where it notes.</param>
/// <param name="failure">What it fails with.</param>
internal sealed class HastyModel(string name, List<string> log, Exception failure) : IChatModel
{
    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        log.Add($"{name} is asked");
        throw failure;
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        log.Add($"{name} is asked");
        throw failure;
    }
}

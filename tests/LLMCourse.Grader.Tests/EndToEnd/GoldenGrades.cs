using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>
/// Grades module 2's golden submissions, one for each processor at once as a batch does: while a test waits for its own, another is
/// graded that a later test will ask for.
/// </summary>
public sealed class GoldenGrades(GradingFixture grading) : IAsyncLifetime
{
    private readonly Dictionary<string, Task<GradeResult>> _started = [];
    private readonly Queue<string> _ahead = new(GradingFixture.NamesIn("M02"));
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

    public Task InitializeAsync() => Task.CompletedTask;

    // What was graded ahead of a test that a filter left out.
    public async Task DisposeAsync()
    {
        await ((Task)Task.WhenAll(_started.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _slots.Dispose();
    }

    public Task<GradeResult> OfAsync(string name)
    {
        Task<GradeResult> own = Start(name);
        while (_ahead.TryDequeue(out string? next))
        {
            if (_started.ContainsKey(next)) continue;
            _ = Start(next);
            break;
        }

        return own;
    }

    private Task<GradeResult> Start(string name)
    {
        if (!_started.TryGetValue(name, out Task<GradeResult>? task)) _started[name] = task = Task.Run(() => GradeAsync(name));
        return task;
    }

    private async Task<GradeResult> GradeAsync(string name)
    {
        await _slots.WaitAsync();
        try { return await grading.GradeAsync(GradingFixture.Sample("M02", name)); }
        finally { _slots.Release(); }
    }
}

using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>
/// Grades the golden submissions, one for each processor at once as a batch does: while a test waits for its own, another is graded
/// that a later test will ask for.
/// </summary>
public sealed class GoldenGrades(GradingFixture grading) : IAsyncLifetime
{
    private readonly Dictionary<(string Module, string Name), Task<GradeResult>> _started = [];
    private readonly Queue<(string Module, string Name)> _ahead =
        new(GradingFixture.Golden().Select(row => ((string)row[0], (string)row[1])));
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

    public Task InitializeAsync()
    {
        grading.Prepare();
        return Task.CompletedTask;
    }

    // What was graded ahead of a test that a filter left out.
    public async Task DisposeAsync()
    {
        await ((Task)Task.WhenAll(_started.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _slots.Dispose();
    }

    public Task<GradeResult> OfAsync(string module, string name)
    {
        Task<GradeResult> own = Start((module, name));
        while (_ahead.TryDequeue(out (string Module, string Name) next))
        {
            if (_started.ContainsKey(next)) continue;
            _ = Start(next);
            break;
        }

        return own;
    }

    private Task<GradeResult> Start((string Module, string Name) key)
    {
        if (!_started.TryGetValue(key, out Task<GradeResult>? task))
            _started[key] = task = Task.Run(() => GradeAsync(key.Module, key.Name));
        return task;
    }

    private async Task<GradeResult> GradeAsync(string module, string name)
    {
        await _slots.WaitAsync();
        try { return await grading.GradeAsync(GradingFixture.Sample(module[..3], name), module); }
        finally { _slots.Release(); }
    }
}

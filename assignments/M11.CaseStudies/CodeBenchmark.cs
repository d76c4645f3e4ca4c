namespace LLMCourse.M11;

/// <summary>Measures how often a model's programs are right, with and without repair.</summary>
public static class CodeBenchmark
{
    /// <summary>Draws <see cref="CodeOptions.Samples"/> programs for each task, and judges them by the hidden tests.</summary>
    /// <remarks>Tasks and samples go one after the other. A program is judged when its candidate is finished, so that nothing of the hidden tests can reach a prompt.</remarks>
    /// <param name="specs">The tasks, with different names.</param>
    /// <param name="model">Replies to prompts; what it throws is passed on.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the work; the model gets it too.</param>
    /// <returns>The rows: by task, then by sample.</returns>
    /// <exception cref="ArgumentException">Two tasks have one name, a task has no hidden test, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static async Task<IReadOnlyList<CodeRow>> RunAsync(
        IReadOnlyList<CodeSpec> specs, Func<CodePrompt, CancellationToken, Task<string>> model, CodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(specs);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new CodeOptions();
        // TODO M11.E4: for each task and sample draw a candidate, then run the hidden tests on its first program and on what repairing left.
        throw new NotImplementedException("M11.E4: for each task and sample draw a candidate, then run the hidden tests on its first program and on what repairing left.");
    }

    /// <summary>Computes pass@k of a benchmark: the mean of <see cref="PassAtK.Estimate"/> over its tasks.</summary>
    /// <param name="rows">The rows, in any order; each task has as many samples as it has rows.</param>
    /// <param name="k">How many programs would be drawn.</param>
    /// <param name="repaired">Whether <see cref="CodeRow.IsRight"/> counts, or <see cref="CodeRow.FirstIsRight"/>.</param>
    /// <returns>The share, 0 to 1: every task counts the same.</returns>
    /// <exception cref="ArgumentException">There are no rows, or <paramref name="k"/> is below 1 or above a task's number of rows.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static double PassAt(IReadOnlyList<CodeRow> rows, int k, bool repaired)
    {
        ArgumentNullException.ThrowIfNull(rows);
        // TODO M11.E4: group the rows by task, estimate each, and take the mean.
        throw new NotImplementedException("M11.E4: group the rows by task, estimate each, and take the mean.");
    }
}

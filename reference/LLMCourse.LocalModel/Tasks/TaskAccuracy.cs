namespace LLMCourse.LocalModels.Tasks;

/// <summary>How many questions of a task a model answers right.</summary>
/// <param name="Right">The number of right replies.</param>
/// <param name="Count">The number of questions.</param>
/// <param name="Tokens">The number of tokens that the replies took.</param>
public sealed record TaskAccuracy(int Right, int Count, int Tokens)
{
    /// <summary>The most tokens that a right reply takes, and some more.</summary>
    private const int MaxTokens = 96;

    /// <summary>Gets the share of right replies, in percent.</summary>
    public double Percent => 100.0 * Right / Count;

    /// <summary>Asks the questions, as many at a time as there are processors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">What makes the questions.</param>
    /// <param name="seed">The seed of the questions.</param>
    /// <param name="count">The number of questions, at least 1.</param>
    /// <param name="options">How replies are written; null: greedily. Question i has the seed of the options plus i.</param>
    public static TaskAccuracy Measure(LocalModel model, ITask task, ulong seed, int count, CompletionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var random = new TaskRandom(seed);
        TaskItem[] items = [.. Enumerable.Range(0, count).Select(_ => task.Make(random))];
        CompletionOptions all = options ?? new CompletionOptions();
        var replies = new Completion[count];
        _ = Parallel.For(0, count, new ParallelOptions
        {
            MaxDegreeOfParallelism =
            Environment.ProcessorCount
        }, i => replies[i] = model.Complete(
            items[i].Prompt,
            all with { MaxTokens = all.MaxTokens ?? MaxTokens, Sampling = all.Sampling with { Seed = all.Sampling.Seed + (ulong)i } }));
        return new TaskAccuracy(items.Zip(replies).Count(pair => pair.First.IsRight(pair.Second.Text)), count,
            replies.Sum(reply => reply.Tokens.Count));
    }
}

using System.Collections.Concurrent;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>Asks a model all questions of a suite, and asks none twice.</summary>
public static class EvalRunner
{
    /// <summary>Runs a suite.</summary>
    /// <remarks>
    /// An item is asked as one turn of the user, with <see cref="EvalParameters.ToOptions"/>, unless its reply is stored already; items of one key are asked
    /// once. A reply is stored as soon as it is there, so that a run that is stopped, or killed, has lost none but those under way. At most
    /// <see cref="EvalOptions.Concurrency"/> requests are under way at a time, and as many as that where there are enough items.
    /// <para>Where the model is unavailable (<see cref="ModelUnavailableException"/>), the item is tried again after a wait, <see cref="EvalOptions.FirstDelay"/> before the
    /// second attempt and twice as long before each further one, but at most <see cref="EvalOptions.LongestDelay"/>; or
    /// <see cref="ModelUnavailableException.RetryAfter"/> where that is longer. After the last attempt the item has failed: it goes into the report with the
    /// message, the others go on, and nothing is stored, so that the next run asks it again. After any other exception of the model no further item is
    /// begun; requests under way end, their replies are stored, and then it is thrown.</para>
    /// <para>The report does not depend on what was stored before, nor on the order in which replies came.</para>
    /// </remarks>
    /// <param name="suite">The questions.</param>
    /// <param name="model">The model.</param>
    /// <param name="store">Where replies are found and put.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the run; the model and the waits get it.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">Two items have one id, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M08.E6")]
    public static async Task<EvalReport> RunAsync(
        EvalSuite suite, EvalModel model, ReplyStore store, EvalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(store);
        options ??= new EvalOptions();
        // TODO M08.E6: ask what is not stored, a few at a time, store each reply at once, and put the results in the suite's order.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1, nameof(options));
        if (suite.Items.GroupBy(item => item.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two items have the id {twice.Key}; give each its own.", nameof(suite));

        string[] keys = [.. suite.Items.Select(item => EvalKey.Of(model.Hash, item.Prompt, options.Parameters))];
        Dictionary<string, string> prompts = [];
        for (int i = 0; i < keys.Length; i++) prompts[keys[i]] = suite.Items[i].Prompt;
        ConcurrentDictionary<string, string> errors = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };

        // The loop's own token is not passed on: it is cancelled as soon as one request throws, and those under way may end.
        await Parallel.ForEachAsync(prompts.Where(prompt => store.Find(prompt.Key) is null), parallel, async (prompt, _) =>
        {
            try
            {
                Completion reply = await AskAsync(model.Chat, prompt.Value, options, cancellationToken);
                store.Save(prompt.Key, new StoredReply(reply.Text, reply.PromptTokens, reply.Tokens.Count));
            }
            catch (ModelUnavailableException e)
            {
                errors[prompt.Key] = e.Message;
            }
        });

        return new EvalReport(suite.Name, model.Hash, options.Parameters, [.. suite.Items.Select((item, i) => store.Find(keys[i]) is { } reply
            ? new EvalResult(item.Id, reply, suite.IsRight(item, reply.Text), null)
            : new EvalResult(item.Id, null, null, errors[keys[i]]))]);
        #endregion
    }

    #region Solution
    private static async Task<Completion> AskAsync(IChatModel model, string prompt, EvalOptions options, CancellationToken cancellationToken)
    {
        TimeSpan delay = options.FirstDelay < options.LongestDelay ? options.FirstDelay : options.LongestDelay;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await model.CompleteAsync([ChatTurn.User(prompt)], options.Parameters.ToOptions(), cancellationToken);
            }
            catch (ModelUnavailableException e) when (attempt < options.Attempts)
            {
                wait = e.RetryAfter > delay ? e.RetryAfter.Value : delay;
            }

            await Task.Delay(wait, options.Clock, cancellationToken);
            delay = delay * 2 < options.LongestDelay ? delay * 2 : options.LongestDelay;
        }
    }
    #endregion
}

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
        throw new NotImplementedException("M08.E6: ask what is not stored, a few at a time, store each reply at once, and put the results in the suite's order.");
    }
}

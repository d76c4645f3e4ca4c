using System.Globalization;
using LLMCourse.LocalModels;

namespace LLMCourse.Checks.M06;

/// <summary>Makes solvers and models for the checks, and observes results.</summary>
internal static class Solving
{
    /// <summary>Makes a solver with an extraction and a vote of the course's own.</summary>
    public static Solver Make(IChatModel model, Func<string, string?>? extract = null) => new(model, extract ?? LastNumber, Majority);

    /// <summary>Says whether nothing was asked for that cuts the model's distribution or its replies.</summary>
    public static bool IsUncut(FakeModel model) => model.Requests.All(request => request.Options is
    {
        MaxTokens: null, Sampling: { TopK: null, TopP: null, MinP: null, RepetitionPenalty: null, LogitBias: null, BannedNGram: null }
    });

    /// <summary>Solves, and waits for the result.</summary>
    public static SolverResult Run(IChatModel model, string question, Strategy strategy, CancellationToken cancellationToken = default) =>
        Make(model).SolveAsync(question, strategy, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Solves, and says how that ended: with a result, or with which exception.</summary>
    /// <exception cref="NotImplementedException">The member is still a starter.</exception>
    public static string End(IChatModel model, Strategy strategy, CancellationToken cancellationToken = default)
    {
        try
        {
            return $"the answer {Run(model, "q", strategy, cancellationToken).Answer}";
        }
        catch (OperationCanceledException)
        {
            return nameof(OperationCanceledException);
        }
        catch (Exception e) when (e is not NotImplementedException)
        {
            return ExceptionName.Of(e);
        }
    }

    /// <summary>Observes a result.</summary>
    public static void Observe(Probe probe, string name, SolverResult result)
    {
        probe.Observe($"{name}: answer", result.Answer);
        probe.Observe($"{name}: calls", result.Calls);
        probe.Observe($"{name}: tokens", result.Tokens);
        probe.Observe($"{name}: trace", string.Join(" / ", result.Trace));
    }

    /// <summary>Observes what a model was asked, whatever the order.</summary>
    public static void ObserveRequests(Probe probe, string name, FakeModel model) => probe.Observe(name, string.Join('\n', model.Requests
        .Select(request => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(" & ", request.Turns.Select(turn => $"{turn.Role}: {turn.Text}"))} | after '{request.Options.Prefix}' | stop '{string.Join(',', request.Options.Stop)}' | T {request.Options.Sampling.Temperature}, seed {request.Options.Sampling.Seed}"))
        .Order(StringComparer.Ordinal)).Replace("\n", "⏎", StringComparison.Ordinal));

    /// <summary>Makes a model whose reply depends on the steps so far and on the seed; anything else
    /// that it is asked it has no reply to.</summary>
    public static FakeModel Tree(Dictionary<string, FakeReply[]> replies) => new((_, options) =>
        replies.TryGetValue(options.Prefix, out FakeReply[]? own) && options.Sampling.Seed < (ulong)own.Length
            ? own[options.Sampling.Seed]
            : "");

    /// <summary>The last word, if it is a number.</summary>
    public static string? LastNumber(string reply)
    {
        string word = reply.Split(' ', '\n')[^1].TrimEnd('.');
        return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? word : null;
    }

    public static string? Majority(IReadOnlyList<Candidate> candidates) =>
        candidates.Where(c => c.Answer is not null).GroupBy(c => c.Answer).OrderByDescending(group => group.Count()).FirstOrDefault()?.Key;
}

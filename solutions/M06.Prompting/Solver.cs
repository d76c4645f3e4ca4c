using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M06;

/// <summary>Solves questions with a model: at once, in steps, by a vote, or by a search over steps.</summary>
/// <remarks>
/// A model computes the same for each token. Whoever lets it write steps lets it compute longer, and each step reads the ones before it (Wei et
/// al. 2022, <see href="https://arxiv.org/abs/2201.11903"/>). Wrong paths differ from each other more than right ones do, so that a vote over
/// several of them is better than one (Wang et al. 2022, <see href="https://arxiv.org/abs/2203.11171"/>). A search gives up bad paths early (Yao
/// et al. 2023, §3, algorithm 1, <see href="https://arxiv.org/abs/2305.10601"/>). Differs: paths are judged by their log-probability, not by
/// further prompts, so that judging costs no call.
/// </remarks>
public sealed class Solver
{
    /// <summary>What is written behind a question that is to be answered at once.</summary>
    public const string AskForAnswer = "Answer directly.";

    /// <summary>What is written behind a question that is to be answered in steps.</summary>
    public const string AskForSteps = "Think step by step.";

    /// <summary>What a step begins with that gives the answer, after which a path is complete.</summary>
    public const string AnswerLine = "The answer is";

    private readonly IChatModel _model;
    private readonly Func<string, string?> _extract;
    private readonly Func<IReadOnlyList<Candidate>, string?> _vote;

    /// <summary>Makes a solver.</summary>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="extract">Finds the answer in a reply; null where there is none. <see cref="AnswerExtractor.Extract"/> is one.</param>
    /// <param name="vote">Takes one of several answers. <see cref="AnswerExtractor.Vote"/> is one.</param>
    public Solver(IChatModel model, Func<string, string?> extract, Func<IReadOnlyList<Candidate>, string?> vote)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(extract);
        ArgumentNullException.ThrowIfNull(vote);
        (_model, _extract, _vote) = (model, extract, vote);
    }

    /// <summary>Solves a question.</summary>
    /// <param name="question">The question, not blank.</param>
    /// <param name="strategy">How.</param>
    /// <param name="cancellationToken">Ends the work; it is passed on to every call of the model.</param>
    /// <returns>
    /// The answer with its cost. Every call is one turn of the user, the question and behind it a space and <see cref="AskForAnswer"/> or, for all
    /// strategies but <see cref="StrategyKind.Direct"/>, <see cref="AskForSteps"/>.
    /// <list type="bullet">
    /// <item><see cref="StrategyKind.Direct"/> and <see cref="StrategyKind.ChainOfThought"/>: one greedy call; the answer is what is extracted from
    /// the reply.</item>
    /// <item><see cref="StrategyKind.SelfConsistency"/>: as many calls as there are samples, with the seeds 0, 1, … and the strategy's
    /// temperature. Each reply is a candidate, with what is extracted from it and the sum of its tokens' log-probabilities. The candidates are
    /// put to the vote in the order of their seeds.</item>
    /// <item><see cref="StrategyKind.TreeOfThoughts"/>: a path is a list of steps, at first empty. At each level every path that is not complete
    /// is asked <see cref="Strategy.Proposals"/> times how it goes on: with the seeds 0, 1, …, the strategy's temperature, the stop string
    /// <c>"\n"</c>, and as <see cref="CompletionOptions.Prefix"/> its steps, each with <c>"\n"</c> behind it. The reply without white space around
    /// it is the next step. Empty ones are none; of equal ones of the same path the one with the lowest seed counts. A path without a next step is
    /// a dead end and drops out; the search goes on with the others. A path whose last step begins with <see cref="AnswerLine"/> is complete: it
    /// is not asked again, and competes on. A path's score is the sum of the log-probabilities of all tokens of its steps. The best
    /// <see cref="Strategy.Breadth"/> paths by score are kept, complete ones or not, of equal ones those that come first: in the order of the
    /// paths they come from, then of the seeds. It ends when no path is left that is not complete, or after <see cref="Strategy.Depth"/> levels.
    /// The best complete path is chosen, and the answer is extracted from its last step; where none is complete, the best path that is left is
    /// chosen and the answer is null; where all were dead ends, the trace is empty. It takes proposals × paths asked calls, at most
    /// proposals · (1 + breadth · (depth − 1)).</item>
    /// </list>
    /// Calls that do not need each other's replies may run at the same time; the result does not depend on which ends first.
    /// </returns>
    /// <exception cref="ArgumentException">The question is blank, or an argument is null.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested. Other exceptions of the model come through, too.</exception>
    [Exercise("M06.E6", Title = "Chain of thought, self-consistency, tree of thoughts", Weight = 2)]
    public Task<SolverResult> SolveAsync(string question, Strategy strategy, CancellationToken cancellationToken = default)
    {
        // TODO M06.E6: one greedy call, or sampled calls that vote, or a search that keeps the best paths of each level.
        #region Solution
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        ArgumentNullException.ThrowIfNull(strategy);
        return strategy.Kind switch
        {
            StrategyKind.Direct => AskOnceAsync($"{question} {AskForAnswer}", cancellationToken),
            StrategyKind.ChainOfThought => AskOnceAsync($"{question} {AskForSteps}", cancellationToken),
            StrategyKind.SelfConsistency => VoteAsync($"{question} {AskForSteps}", strategy, cancellationToken),
            _ => SearchAsync($"{question} {AskForSteps}", strategy, cancellationToken),
        };
        #endregion
    }

    #region Solution
    private static double LogProbability(Completion reply) => reply.Tokens.Sum(token => token.Chosen.LogProbability);

    private async Task<SolverResult> AskOnceAsync(string prompt, CancellationToken cancellationToken)
    {
        Completion reply = await _model.CompleteAsync([ChatTurn.User(prompt)], new CompletionOptions(), cancellationToken);
        return new SolverResult(_extract(reply.Text), 1, reply.Tokens.Count, [reply.Text]);
    }

    private async Task<SolverResult> VoteAsync(string prompt, Strategy strategy, CancellationToken cancellationToken)
    {
        Completion[] replies = await SampleAsync(prompt, strategy.Samples, strategy.Temperature, new CompletionOptions(), cancellationToken);
        Candidate[] candidates = [.. replies.Select(reply => new Candidate(_extract(reply.Text), LogProbability(reply)))];
        return new SolverResult(_vote(candidates), replies.Length, replies.Sum(reply => reply.Tokens.Count), [.. replies.Select(reply => reply.Text)]);
    }

    private async Task<SolverResult> SearchAsync(string prompt, Strategy strategy, CancellationToken cancellationToken)
    {
        List<ThoughtPath> paths = [new ThoughtPath([], 0)];
        int calls = 0, tokens = 0;
        for (int level = 0; level < strategy.Depth && paths.Any(path => !path.IsComplete); level++)
        {
            List<ThoughtPath> next = [];
            foreach (ThoughtPath path in paths)
            {
                if (path.IsComplete)
                {
                    next.Add(path);
                    continue;
                }

                var options = new CompletionOptions { Prefix = string.Concat(path.Steps.Select(step => step + "\n")), Stop = ["\n"] };
                Completion[] replies = await SampleAsync(prompt, strategy.Proposals, strategy.Temperature, options, cancellationToken);
                calls += replies.Length;
                tokens += replies.Sum(reply => reply.Tokens.Count);
                next.AddRange(replies.Select(reply => (Step: reply.Text.Trim(), Score: LogProbability(reply)))
                    .Where(proposal => proposal.Step.Length > 0)
                    .DistinctBy(proposal => proposal.Step)
                    .Select(proposal => new ThoughtPath([.. path.Steps, proposal.Step], path.Score + proposal.Score)));
            }

            paths = [.. next.OrderByDescending(path => path.Score).Take(strategy.Breadth)];
        }

        ThoughtPath? best = paths.FirstOrDefault(path => path.IsComplete);
        return new SolverResult(best is null ? null : _extract(best.Steps[^1]), calls, tokens, (best ?? paths.FirstOrDefault())?.Steps ?? []);
    }

    private Task<Completion[]> SampleAsync(string prompt, int count, double temperature, CompletionOptions options, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(seed => _model.CompleteAsync(
            [ChatTurn.User(prompt)], options with { Sampling = new SamplingOptions { Temperature = temperature, Seed = (ulong)seed } }, cancellationToken)));

    private sealed record ThoughtPath(IReadOnlyList<string> Steps, double Score)
    {
        public bool IsComplete => Steps.Count > 0 && Steps[^1].StartsWith(AnswerLine, StringComparison.Ordinal);
    }
    #endregion
}

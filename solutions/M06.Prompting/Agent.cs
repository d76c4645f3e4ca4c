using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;
using Microsoft.Extensions.AI;

namespace LLMCourse.M06;

/// <summary>Lets a model call tools until it answers.</summary>
/// <remarks>Yao et al. 2022, "ReAct: Synergizing Reasoning and Acting in Language Models" (<see href="https://arxiv.org/abs/2210.03629"/>, section 2),
/// with calls as JSON: what a tool gives goes back to the model as an observation, and so do its errors, which the model can mend.</remarks>
public sealed class Agent
{
    private readonly IChatModel _model;
    private readonly IReadOnlyList<AIFunction> _tools;
    private readonly int _maxSteps;
    private readonly CompletionOptions _options;

    /// <summary>Makes an agent.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tools">The tools, each of another name.</param>
    /// <param name="maxSteps">The greatest number of replies that the model is asked for, at least 1.</param>
    /// <param name="options">How replies are written; null: the defaults, which are greedy.</param>
    /// <exception cref="ArgumentException">Two tools have one name, or <paramref name="maxSteps"/> is below 1.</exception>
    public Agent(IChatModel model, IReadOnlyList<AIFunction> tools, int maxSteps = 8, CompletionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);
        if (tools.GroupBy(tool => tool.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"There are two tools of the name {twice.Key}; a call could mean either.", nameof(tools));
        (_model, _tools, _maxSteps, _options) = (model, tools, maxSteps, options ?? new CompletionOptions());
    }

    /// <summary>Works towards a goal.</summary>
    /// <remarks>
    /// The conversation begins as <see cref="ToolText.Begin"/> writes it. A reply that is no call is the answer. A reply that calls goes into the
    /// conversation as it was written; its calls run at the same time, and one turn of the tool for each call follows, in the order of the
    /// calls: the result as <see cref="ToolText.Of"/> writes it, or <see cref="Complaint.Error"/> with what was wrong with the call or with the message of
    /// what the tool threw. A reply that cannot be read is answered by one such turn. The last reply that may be asked for is asked for
    /// with <see cref="ToolChoice.None"/>; where the model calls a tool all the same, nothing is run any more.
    /// </remarks>
    /// <param name="goal">What the user wants.</param>
    /// <param name="cancellationToken">Ends the work; the model and the tools get it.</param>
    /// <returns>How it ended, with each step.</returns>
    /// <exception cref="OperationCanceledException">The cancellation was requested. No other exception of a tool comes out of here.</exception>
    [Exercise("M06.E7")]
    public async Task<AgentRun> RunAsync(string goal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(goal);
        // TODO M06.E7: ask the model, run what it calls, tell it what came of it, and ask again.
        #region Solution
        List<ChatTurn> turns = [.. ToolText.Begin(goal, _tools)];
        List<AgentStep> steps = [];
        for (int asked = 1; ; asked++)
        {
            cancellationToken.ThrowIfCancellationRequested(); // a model need not look at it
            bool isLast = asked == _maxSteps;
            Completion reply = await _model.CompleteAsync(turns, isLast ? _options with { ToolChoice = ToolChoice.None } : _options, cancellationToken);
            if (!reply.IsToolCall) return new AgentRun(AgentOutcome.Answered, reply.Text, steps);
            if (isLast) return new AgentRun(AgentOutcome.OutOfSteps, null, steps);
            string[] observations = await ObserveAsync(reply.Text, cancellationToken);
            turns.Add(ChatTurn.Call(reply.Text));
            turns.AddRange(observations.Select(ChatTurn.Tool));
            steps.Add(new AgentStep(reply.Text, observations));
        }
        #endregion
    }

    #region Solution
    private async Task<string[]> ObserveAsync(string reply, CancellationToken cancellationToken)
    {
        IReadOnlyList<ToolCall> calls;
        try
        {
            calls = ToolCallReader.Read(reply);
        }
        catch (FormatException e)
        {
            return [Complaint.Error(e.Message)];
        }

        // WhenAll keeps the order of the calls, whichever of them ends first; Run, since a tool may block before it awaits anything.
        return await Task.WhenAll(calls.Select(call => Task.Run(() => ObserveAsync(call, cancellationToken), cancellationToken)));
    }

    private async Task<string> ObserveAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (_tools.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool) return Complaint.Error(Complaint.UnknownTool(call.Name, _tools.Select(t => t.Name)));
        if (ArgumentChecker.Complain(tool.JsonSchema, call.Arguments) is { } complaint) return Complaint.Error(complaint);
        try
        {
            AIFunctionArguments arguments = [];
            foreach (System.Text.Json.JsonProperty argument in call.Arguments.EnumerateObject()) arguments[argument.Name] = argument.Value;
            return ToolText.Of(await tool.InvokeAsync(arguments, cancellationToken));
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Complaint.Error(e.Message);
        }
    }
    #endregion
}

using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M10;

/// <summary>What the checks of <see cref="FallbackModel"/> share.</summary>
internal static class Fallbacks
{
    private static readonly ChatTurn[] Turns = [new(ChatRole.System, "Be short."), new(ChatRole.User, "Hello?")];

    /// <summary>Gets failures with their names.</summary>
    public static (string Name, Exception Failure)[] Failures =>
    [
        ("503", new ApiFailure(503)), ("429", new ApiFailure(429, "5")), ("lost", new ApiFailure(null)),
        ("timeout", new TimeoutException()), ("breaker", new BreakerOpenException(TimeSpan.FromSeconds(1))),
        ("400", new ApiFailure(400)), ("401", new ApiFailure(401)), ("501", new ApiFailure(501)),
        ("context", new ContextLengthException(10, 8)), ("bug", new InvalidOperationException("a bug")),
        ("cancelled", new OperationCanceledException("by itself")),
    ];

    public static string Complete(Func<List<string>, IChatModel> make) => Log(make, async (model, log, token) =>
    {
        Completion reply = await model.CompleteAsync(Turns, new CompletionOptions { MaxTokens = 9 }, token);
        log.Add($"reply: {reply.Text}");
    });

    public static string Stream(Func<List<string>, IChatModel> make, int most = int.MaxValue) => Log(make, async (model, log, token) =>
    {
        int seen = 0;
        await foreach (CompletionChunk part in model.StreamAsync(Turns, new CompletionOptions { MaxTokens = 9 }, token))
        {
            log.Add($"part: {part.Text}{(part.Finish is { } finish ? $" ({finish})" : "")}");
            if (++seen == most) break;
        }
    });

    private static string Log(Func<List<string>, IChatModel> make, Func<IChatModel, List<string>, CancellationToken, Task> use)
    {
        List<string> log = [];
        IChatModel model = make(log);
        using CancellationTokenSource stop = new();
        try
        {
            use(model, log, stop.Token).GetAwaiter().GetResult();
        }
        catch (NotImplementedException)
        {
            throw;
        }
        catch (Exception e)
        {
            log.Add($"{ExceptionName.Of(e)}: {e.Message}");
        }

        return string.Join('\n', log);
    }
}

public sealed class FallbackReplies() : VisibleCheck("M10.E6.fallback", "asks the second model only where the first cannot be had")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("the first replies",
            Fallbacks.Complete(
                log => new FallbackModel(new UnreliableModel("first", log, ["one"]), new UnreliableModel("second", log, ["two"]))));
        foreach ((string name, Exception failure) in Fallbacks.Failures)
            probe.Observe(name, Fallbacks.Complete(
                log => new FallbackModel(new UnreliableModel("first", log, ["one"], failure),
                    new UnreliableModel("second", log, ["two"]))));
        probe.Observe("both fail",
            Fallbacks.Complete(log => new FallbackModel(new UnreliableModel("first", log, [], new ApiFailure(503)),
                new UnreliableModel("second", log, [], new ApiFailure(429)))));
        probe.Observe("three models", Fallbacks.Complete(log => new FallbackModel(
            new UnreliableModel("first", log, [], new ApiFailure(503)),
            new FallbackModel(new UnreliableModel("second", log, [], new ApiFailure(429)), new UnreliableModel("third", log, ["three"])))));
        foreach ((string name, Exception failure) in Fallbacks.Failures)
            probe.Observe($"thrown before there is a task: {name}", Fallbacks.Complete(
                log => new FallbackModel(new HastyModel("first", log, failure), new UnreliableModel("second", log, ["two"]))));
    }
}

public sealed class FallbackStreams() : Check("M10.E6.fallback-stream", "changes models only before the first part of a stream", points: 2)
{
    public override void Probe(Probe probe)
    {
        string Run(Exception? failure, int before, string[] parts, int most = int.MaxValue, Exception? second = null) => Fallbacks.Stream(
            log => new FallbackModel(new UnreliableModel("first", log, parts, failure, before),
                new UnreliableModel("second", log, ["t", "wo"], second, 1)), most);
        probe.Observe("the first replies", Run(null, 0, ["o", "n", "e"]));
        foreach ((string name, Exception failure) in Fallbacks.Failures) probe.Observe($"before anything: {name}",
            Run(failure, 0, ["o", "ne"]));
        probe.Observe("after the first part", Run(new ApiFailure(503), 1, ["o", "ne"]));
        probe.Observe("after an empty part", Run(new ApiFailure(null), 1, ["", "one"]));
        probe.Observe("before the last part", Run(new TimeoutException(), 2, ["o", "ne"]));
        probe.Observe("the second fails later", Run(new ApiFailure(503), 0, ["one"], second: new ApiFailure(502)));
        probe.Observe("the reader leaves", Run(null, 0, ["o", "n", "e"], most: 2));
        probe.Observe("the reader leaves the second", Run(new ApiFailure(503), 0, ["one"], most: 1));
        probe.Observe("nothing to say", Run(null, 0, []));
        foreach ((string name, Exception failure) in Fallbacks.Failures)
            probe.Observe($"thrown before there is a sequence: {name}", Fallbacks.Stream(
                log => new FallbackModel(new HastyModel("first", log, failure), new UnreliableModel("second", log, ["t", "wo"]))));
    }
}

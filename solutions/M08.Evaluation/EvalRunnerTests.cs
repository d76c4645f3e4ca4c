using LLMCourse.LocalModels;
using Microsoft.Data.Sqlite;
using VerifyXunit;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E6")]
public sealed class EvalRunnerTests : IDisposable
{
    private static readonly EvalSuite Capitals = new(
        "capitals",
        [new("de", "The capital of Germany?", "Berlin"), new("fr", "The capital of France?", "Paris"), new("it", "The capital of Italy?", "Rome")],
        (item, reply) => reply.Contains(item.Answer, StringComparison.Ordinal));

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public EvalRunnerTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact(DisplayName = "M08.E6 Worked by hand: the key is the hash of five netstrings")]
    public void Of_FiveParts_IsTheirHash()
    {
        // printf '2:m1,3:hi!,2:64,3:0.5,1:7,' | sha256sum
        Assert.Equal("9e19335e1cc07e349d47e1ceb8f9d921c39dbad9329fbcc4d0d7f008ed0b5068", EvalKey.Of("m1", "hi!", new EvalParameters(64, 0.5, 7)));
    }

    [Fact(DisplayName = "M08.E6 A stored reply is found again, whatever is in it")]
    public void Save_AnyText_IsFound()
    {
        ReplyStore store = new(_connection);
        Assert.Null(store.Find("k"));
        store.Save("k", new StoredReply("it's \"5\"\n-- and 北京; DROP TABLE replies", 3, 8));
        Assert.Equal(new StoredReply("it's \"5\"\n-- and 北京; DROP TABLE replies", 3, 8), new ReplyStore(_connection).Find("k"));
    }

    [Fact(DisplayName = "M08.E6 The report of three questions")]
    public async Task RunAsync_ThreeQuestions_Reports()
    {
        EvalReport report = await EvalRunner.RunAsync(Capitals, new EvalModel("m1", Model()), new ReplyStore(_connection));
        Assert.Equal((2, 0, 2 / 3.0), (report.Right, report.Failed, report.Accuracy));
        _ = await Verifier.Verify(report.ToJsonLines());
    }

    [Fact(DisplayName = "M08.E6 What is stored is not asked again, and the report is the same")]
    public async Task RunAsync_Again_AsksNothing()
    {
        FakeModel model = Model();
        EvalReport first = await EvalRunner.RunAsync(Capitals, new EvalModel("m1", model), new ReplyStore(_connection));
        EvalReport second = await EvalRunner.RunAsync(Capitals, new EvalModel("m1", model), new ReplyStore(_connection));
        Assert.Equal(3, model.Requests.Count);
        Assert.Equal(first.ToJsonLines(), second.ToJsonLines());

        // Other weights are another model, whatever it is called.
        _ = await EvalRunner.RunAsync(Capitals, new EvalModel("m2", model), new ReplyStore(_connection));
        Assert.Equal(6, model.Requests.Count);
    }

    [Fact(DisplayName = "M08.E6 A run that was stopped goes on where it was")]
    public async Task RunAsync_Stopped_GoesOn()
    {
        using CancellationTokenSource stop = new();
        int asked = 0;
        FakeModel stopping = new((turns, _) =>
        {
            // The third question is never answered: somebody pressed Ctrl-C.
            if (++asked == 3)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }

            return new FakeReply(Reply(turns[^1].Text));
        });
        EvalOptions one = new() { Concurrency = 1 };
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EvalRunner.RunAsync(Capitals, new EvalModel("m1", stopping), new ReplyStore(_connection), one, stop.Token));

        FakeModel model = Model();
        EvalReport report = await EvalRunner.RunAsync(Capitals, new EvalModel("m1", model), new ReplyStore(_connection), one);
        FakeRequest request = Assert.Single(model.Requests);
        Assert.Equal("The capital of Italy?", request.Turns[^1].Text);
        Assert.Equal(2, report.Right);
    }

    [Fact(DisplayName = "M08.E6 A model that is busy is asked again, after waits that double")]
    public async Task RunAsync_Unavailable_TriesAgain()
    {
        int asked = 0;
        VirtualClock clock = new();
        FakeModel busy = new((_, _) => ++asked < 3 ? throw new ModelUnavailableException("busy") : new FakeReply("Berlin"));
        EvalSuite one = Capitals with { Items = [Capitals.Items[0]] };
        EvalReport report = await EvalRunner.RunAsync(one, new EvalModel("m1", busy), new ReplyStore(_connection), new EvalOptions { Clock = clock });
        Assert.Equal(1, report.Accuracy);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], clock.Waits);
    }

    [Fact(DisplayName = "M08.E6 With an item that failed there is no accuracy")]
    public async Task RunAsync_NeverAvailable_IsFailed()
    {
        FakeModel busy = new((turns, _) => turns[^1].Text.Contains("France", StringComparison.Ordinal) ? throw new ModelUnavailableException("busy") : new FakeReply(Reply(turns[^1].Text)));
        EvalReport report = await EvalRunner.RunAsync(Capitals, new EvalModel("m1", busy), new ReplyStore(_connection), new EvalOptions { Clock = new VirtualClock() });
        Assert.Equal((1, 1, (double?)null), (report.Right, report.Failed, report.Accuracy));
        Assert.Equal("busy", report.Results[1].Error);
    }

    private static FakeModel Model() => new((turns, _) => new FakeReply(Reply(turns[^1].Text)));

    private static string Reply(string question) => question switch
    {
        "The capital of Germany?" => "It is Berlin.",
        "The capital of France?" => "It is Paris.",
        _ => "It is Milan.",
    };
}

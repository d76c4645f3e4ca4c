using VerifyXunit;
using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E3")]
public sealed class TextGeneratorTests
{
    private static readonly string[] Pieces = ["the ", "en", "d of", " it", "."];

    [Fact(DisplayName = "M05.E3 Worked by hand: a ring of five tokens goes on from 3 with 4, 0, 1")]
    public void Greedy_OnARing_GoesRound()
    {
        Generation made = TextGenerator.Greedy(TableModel.Ring(5), [3], 3, new StopCriteria { Decode = id => Pieces[id] });

        Assert.Equal([4, 0, 1], made.Tokens);
        Assert.Equal(".the en", made.Text);
        Assert.Equal(StopReason.Length, made.Reason);
    }

    [Fact(DisplayName = "M05.E3 The model is shown the last tokens that fit, prompt and new ones together")]
    public void Greedy_BeyondTheContext_ShowsTheLastTokens()
    {
        TableModel model = TableModel.Ring(5, contextLength: 3);
        _ = TextGenerator.Greedy(model, [0, 1, 2, 3], 3);

        Assert.Equal(["1 2 3", "2 3 4", "3 4 0"], model.Shown.Select(ids => string.Join(' ', ids)));
    }

    [Fact(DisplayName = "M05.E3 A stop string is found across tokens, and the text ends before it")]
    public async Task Greedy_WithStops_EndsTheTextBeforeThem()
    {
        string Run(string name, StopCriteria stop)
        {
            Generation made = TextGenerator.Greedy(TableModel.Ring(5), [4], 6, stop with { Decode = id => Pieces[id] });
            return $"{name}: [{string.Join(", ", made.Tokens)}] \"{made.Text}\" {made.Reason}";
        }

        await Verifier.Verify(string.Join('\n',
            Run("nothing", new StopCriteria()),
            Run("\"end\", over two tokens", new StopCriteria { Texts = ["end"] }),
            Run("\"of\" and \"d o\", which begins first", new StopCriteria { Texts = ["of", "d o"] }),
            Run("token 3", new StopCriteria { Tokens = [3] }),
            Run("token 0, at once", new StopCriteria { Tokens = [0] })));
    }

    [Fact(DisplayName = "M05.E3 The callback hears each token at once, and ends the text when it returns false")]
    public void Greedy_WithACallback_EndsWhenItHasEnough()
    {
        TableModel model = TableModel.Ring(5);
        List<(int Token, int Calls)> heard = [];
        Generation made = TextGenerator.Greedy(model, [0], 9, null, id =>
        {
            heard.Add((id, model.Shown.Count));
            return id != 3;
        });

        Assert.Equal([(1, 1), (2, 2), (3, 3)], heard);
        Assert.Equal([1, 2, 3], made.Tokens);
        Assert.Equal(StopReason.Cancelled, made.Reason);
    }

    [Fact(DisplayName = "M05.E3 No tokens wanted, no question asked; among equals the lowest id")]
    public void Greedy_AtItsLimits()
    {
        TableModel model = TableModel.Ring(3);
        Assert.Empty(TextGenerator.Greedy(model, [0], 0).Tokens);
        Assert.Empty(model.Shown);
        Assert.Equal([1, 1], TextGenerator.Greedy(new TableModel([[0, 5, 5], [-2, -1, -1], [0, 0, 0]]), [0], 2).Tokens);
    }

    [Fact(DisplayName = "M05.E3 Prompts and stops that make no sense are refused with an ArgumentException")]
    public void Greedy_BadArguments_AreRefused()
    {
        AssertRefuses("An empty prompt", () => TextGenerator.Greedy(TableModel.Ring(3), [], 1));
        AssertRefuses("Token 3 of 3", () => TextGenerator.Greedy(TableModel.Ring(3), [3], 1));
        AssertRefuses("−1 tokens", () => TextGenerator.Greedy(TableModel.Ring(3), [0], -1));
        AssertRefuses("An empty stop string", () => TextGenerator.Greedy(TableModel.Ring(3), [0], 1, new StopCriteria { Texts = [""] }));
    }
}

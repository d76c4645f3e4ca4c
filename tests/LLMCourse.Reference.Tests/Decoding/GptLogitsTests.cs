using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class GptLogitsTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Next_TextThatBranches_EqualsTheModelAndReadsOnlyWhatIsNew()
    {
        using var model = new Gpt(GptConfig.TinyModern with { Layers = 2 }, seed: 1);
        using var logits = new GptLogits(model, chunk: 4);
        int[] text = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

        AssertNext(model, logits, text);                                // all 10
        AssertNext(model, logits, [.. text, 11]);                       // 1 more
        AssertNext(model, logits, [.. text, 12, 13]);                   // 11 is taken back: 2 more
        AssertNext(model, logits, text);                                // the last token has to be read again
        AssertNext(model, logits, [.. text[..3], 20, 21]);              // 2 after the common three
        AssertNext(model, logits, [64]);                                // from the start

        Assert.Equal(10 + 1 + 2 + 1 + 2 + 1, logits.TokensRead);
    }

    [Fact]
    public void Next_SeveralPositions_EqualsTheModelAtEach()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(GptConfig.Tiny with { Layers = 2 }, seed: 1);
        using var logits = new GptLogits(model, chunk: 3);
        int[] text = [.. Enumerable.Range(0, 12)];
        var actual = new float[7 * 65];

        logits.Next(text, 7, actual);

        Tensor expected = model.forward(tensor(Array.ConvertAll(text, id => (long)id)).unsqueeze(0)).narrow(1, 5, 7);
        Values.Close(Values.Of(expected), [.. actual.Select(value => (double)value)], Tolerance);
    }

    [Fact]
    public void Next_BadArguments_SaysWhatToDo()
    {
        using var model = new Gpt(GptConfig.Tiny with { Layers = 1 });
        using var logits = new GptLogits(model);

        Assert.Contains("at least one token", Assert.Throws<ArgumentException>(() => logits.Next([], new float[65])).Message,
            StringComparison.Ordinal);
        Assert.Contains("context length is 64", Assert.Throws<ArgumentException>(() => logits.Next(new int[65], new float[65])).Message,
            StringComparison.Ordinal);
        Assert.Contains("must hold 65", Assert.Throws<ArgumentException>(() => logits.Next([1], new float[64])).Message,
            StringComparison.Ordinal);
        Assert.Contains("ids has 65", Assert.Throws<ArgumentException>(() => logits.Next([65], new float[65])).Message,
            StringComparison.Ordinal);
        Assert.Contains("1 to 2 of the tokens",
            Assert.Throws<ArgumentOutOfRangeException>(() => logits.Next([1, 2], 3, new float[195])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_AndDispose_LeaveNoTensor()
    {
        using var model = new Gpt(GptConfig.Tiny with { Layers = 1 });
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        using (var logits = new GptLogits(model))
        {
            long made = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            logits.Next([1, 2, 3], new float[65]);
            logits.Next([1, 2, 4], 2, new float[130]);
            Assert.Equal(made, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static void AssertNext(Gpt model, GptLogits logits, int[] ids)
    {
        using var scope = NewDisposeScope();
        var actual = new float[65];
        logits.Next(ids, actual);
        Tensor expected = model.NextLogits(tensor(Array.ConvertAll(ids, id => (long)id)).unsqueeze(0));
        Values.Close(Values.Of(expected), [.. actual.Select(value => (double)value)], Tolerance);
    }
}

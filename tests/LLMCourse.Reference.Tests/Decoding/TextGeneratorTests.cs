using System.Text;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class TextGeneratorTests
{
    /// <summary>Token i is followed by token i + 1, the last by the first.</summary>
    private static readonly Table Counting =
        new([.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 8).Select(j => j == (i + 1) % 8 ? 9f : 0f).ToArray())], 5);

    private static readonly string[] Pieces = ["the", " c", "at", " s", "at", "ä", " on", "."];

    private static GenerationOptions Text => new() { MaxTokens = 7, TokenBytes = id => Encoding.UTF8.GetBytes(Pieces[id]) };

    [Fact]
    public void Generate_Greedy_FollowsTheModel()
    {
        Generation result = new TextGenerator(Counting, SamplingOptions.Greedy).Generate([0], Text);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], result.Tokens);
        Assert.Equal(" cat satä on.", result.Text);
        Assert.Equal(StopReason.MaxTokens, result.Reason);
    }

    [Fact]
    public void Generate_StopStringAcrossTokens_EndsTheTextBeforeItAndNeverShowsItsBeginning()
    {
        List<string> shown = [];

        Generation result =
            new TextGenerator(Counting, SamplingOptions.Greedy).Generate([0], Text with { StopStrings = ["at sa", "zz"] }, Receive);

        Assert.Equal(" c", result.Text);
        Assert.Equal([1, 2, 3, 4], result.Tokens);
        Assert.Equal(StopReason.StopString, result.Reason);
        Assert.Equal([" c", "", "", ""], shown);

        bool Receive(GeneratedToken token)
        {
            shown.Add(token.Text);
            return true;
        }
    }

    [Fact]
    public void Generate_BeginningOfAStopStringThatIsNone_IsGivenLater()
    {
        List<string> shown = [];

        Generation result =
            new TextGenerator(Counting, SamplingOptions.Greedy).Generate([0], Text with { StopStrings = ["at so", "..."] }, Receive);

        Assert.Equal(" cat satä on.", result.Text);
        Assert.Equal(result.Text, string.Concat(shown));
        Assert.Equal(8, shown.Count); // seven tokens, and the full stop that might have been "..."

        bool Receive(GeneratedToken token)
        {
            shown.Add(token.Text);
            return true;
        }
    }

    [Fact]
    public void Generate_CharacterSplitBetweenTokens_IsGivenWhole()
    {
        byte[] euro = Encoding.UTF8.GetBytes("€");
        List<string> shown = [];

        Generation result = new TextGenerator(Counting, SamplingOptions.Greedy).Generate(
            [0], new GenerationOptions { MaxTokens = 5, TokenBytes = id => euro.AsMemory(id % 3, 1) }, Receive);

        // Bytes 1 and 2 of three stand alone; then come 0, 1 and 2.
        Assert.Equal("\uFFFD\uFFFD€", result.Text);
        Assert.Equal(["\uFFFD", "\uFFFD", "", "", "€"], shown);

        bool Receive(GeneratedToken token)
        {
            shown.Add(token.Text);
            return true;
        }
    }

    [Fact]
    public void Generate_StopToken_IsNotPartOfTheText()
    {
        Generation result = new TextGenerator(Counting, SamplingOptions.Greedy).Generate([0], Text with { StopIds = [3, 7] });

        Assert.Equal([1, 2], result.Tokens);
        Assert.Equal(StopReason.StopToken, result.Reason);
    }

    [Fact]
    public void Generate_ReceiverOrCancellation_EndsIt()
    {
        var generator = new TextGenerator(Counting, SamplingOptions.Greedy);
        using var cancelled = new CancellationTokenSource();

        Generation result = generator.Generate([0], Text, token => token.Index < 2);
        Assert.Equal([1, 2, 3], result.Tokens);
        Assert.Equal(StopReason.Receiver, result.Reason);

        int received = 0;
        Assert.Throws<OperationCanceledException>(() => generator.Generate([0], Text, Receive, cancelled.Token));
        Assert.Equal(2, received);

        bool Receive(GeneratedToken token)
        {
            if (++received == 2)
                cancelled.Cancel();
            return true;
        }
    }

    [Theory]
    [InlineData(null, new[] { 5, 2, 3, 4, 5, 2 })] // half of 5 is 2
    [InlineData(5, new[] { 5, 5, 5, 5, 5, 5 })]
    [InlineData(1, new[] { 5, 1, 2, 3, 4, 5 })]
    public void Generate_ContextFull_KeepsTheNewest(int? keep, int[] asked)
    {
        var model = new Table([.. Enumerable.Range(0, 8).Select(_ => new float[8])], 5);

        _ = new TextGenerator(model, SamplingOptions.Greedy).Generate([0, 1, 2, 3, 4, 5, 6],
            new GenerationOptions { MaxTokens = 6, KeepWhenFull = keep });

        Assert.Equal(asked, model.Asked);
    }

    [Fact]
    public void Generate_ContextFullAndNothingKept_Ends()
    {
        Generation result =
            new TextGenerator(Counting, SamplingOptions.Greedy).Generate([0, 1, 2], new GenerationOptions { KeepWhenFull = 0 });

        Assert.Equal([3, 4, 5], result.Tokens);
        Assert.Equal(StopReason.ContextFull, result.Reason);
    }

    [Fact]
    public void Generate_NoTokensOrBadArguments_AreHandled()
    {
        var generator = new TextGenerator(Counting);

        Assert.Equal(StopReason.MaxTokens, generator.Generate([0], Text with { MaxTokens = 0 }).Reason);
        Assert.Empty(generator.Generate([0], Text with { MaxTokens = 0 }).Tokens);
        Assert.Contains("prompt is empty", Assert.Throws<ArgumentException>(() => generator.Generate([])).Message,
            StringComparison.Ordinal);
        Assert.Contains("say what tokens mean",
            Assert.Throws<ArgumentException>(() => generator.Generate([0], new() { StopStrings = ["a"] })).Message,
            StringComparison.Ordinal);
        Assert.Contains("remove it",
            Assert.Throws<ArgumentException>(() => generator.Generate([0], Text with { StopStrings = [""] })).Message,
            StringComparison.Ordinal);
        Assert.Contains("which is 5",
            Assert.Throws<ArgumentException>(() => generator.Generate([0], Text with { KeepWhenFull = 6 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_CachedTorchAndDecoder_WriteTheSameText()
    {
        using Gpt model = Models.Random(GptConfig.TinyModern with { Layers = 2 });
        using var torch = new GptLogits(model);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });
        var options = new GenerationOptions { MaxTokens = 150 };

        Assert.Equal(
            new TextGenerator(torch, SamplingOptions.Greedy).Generate([1, 2, 3], options).Tokens,
            new TextGenerator(decoder, SamplingOptions.Greedy).Generate([1, 2, 3], options).Tokens);
    }
}

using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

[Collection(GlobalGenerator.Name)]
public sealed class TrainingTests
{
    private const string Text = "the cat sat on the mat. ";

    public static TheoryData<GptConfig> Shapes() => new(
        GptConfig.Tiny with { Layers = 2, Width = 32 },
        GptConfig.TinyModern with { Layers = 2, Width = 32 },
        GptConfig.Tiny with { Layers = 2, Width = 32, NormPlacement = NormPlacement.Post, TieEmbeddings = false, Dropout = 0.05 });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_SixtyStepsOnARepeatedText_IsLearned(GptConfig config)
    {
        _ = manual_seed(1);
        char[] alphabet = [.. Text.Distinct().Order()];
        long[] ids = [.. string.Concat(Enumerable.Repeat(Text, 10)).Select(c => (long)Array.IndexOf(alphabet, c))];
        using var model = new Gpt(config with { VocabularySize = alphabet.Length, ContextLength = 32 }, seed: 1);
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-2);
        var random = new Random(1);

        double loss = double.NaN;
        for (int step = 0; step < 60; step++)
        {
            using var scope = NewDisposeScope();
            long[][] windows =
                [.. Enumerable.Range(0, 8).Select(_ => random.Next(ids.Length - 33)).Select(start => ids[start..(start + 33)])];
            Tensor batch = tensor(windows.SelectMany(window => window).ToArray()).reshape(8, 33);
            Tensor mean = model.Loss(batch.narrow(1, 0, 32), batch.narrow(1, 1, 32));
            optimizer.zero_grad();
            mean.backward();
            _ = nn.utils.clip_grad_norm_(model.parameters(), 1);
            _ = optimizer.step();
            loss = mean.item<float>();
        }

        // ln 11 = 2.4 nats at the start. After the first few characters of a window the text is certain; those cost about 0.2.
        Assert.True(loss < 0.35, $"The loss is still {loss} nats per token.");
    }

    [Fact]
    public void Forward_EvalWithDropout_IsDeterministicAndTrainIsNot()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small with { Dropout = 0.5 });
        Tensor ids = Values.Ids(seed: 1, 11, batch: 1, length: 6);

        Assert.NotEqual(Values.Bytes(model.forward(ids)), Values.Bytes(model.forward(ids)));
        model.eval();
        Assert.Equal(Values.Bytes(model.forward(ids)), Values.Bytes(model.forward(ids)));
    }
}

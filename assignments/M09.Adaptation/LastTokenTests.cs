using LLMCourse.LocalModels;
using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E4")]
public sealed class LastTokenTests
{
    private static readonly GptConfig Small = GptConfig.TinyModern with { VocabularySize = 32, ContextLength = 16, Layers = 2, Width = 16, Heads = 2, FeedForwardWidth = 32 };

    [Fact(DisplayName = "M09.E4 Worked by hand: the last token of a padded row, on whichever side the padding is")]
    public void Positions_PaddingOnEitherSide_IsTheLastToken()
    {
        using var scope = NewDisposeScope();

        Tensor positions = LastToken.Positions(tensor(new[,] { { true, true, false, false }, { false, false, true, true }, { false, true, true, false }, { true, false, true, false } }));

        Assert.Equal([1L, 3, 2, 2], positions.data<long>().ToArray());
    }

    [Fact(DisplayName = "M09.E4 A text that has the padding token in it is read to its end")]
    public void Collate_TextWithPaddingToken_KeepsIt()
    {
        using var scope = NewDisposeScope();

        TextBatch batch = TextBatch.Collate([[7, 0], [1, 2, 3, 4, 5]], contextLength: 4);

        Assert.Equal([7L, 0, 0, 0, 2, 3, 4, 5], batch.Ids.flatten().data<long>().ToArray());
        Assert.Equal([true, true, false, false, true, true, true, true], batch.Mask.flatten().data<bool>().ToArray());
        Assert.Equal([1L, 3], LastToken.Positions(batch.Mask).data<long>().ToArray());
    }

    [Fact(DisplayName = "M09.E4 A text's logits do not depend on the texts beside it")]
    public void Logits_AloneOrInABatch_AreTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Small, seed: 1);
        using var head = new ClassifierHead(Small.Width, classes: 3, seed: 2);
        model.eval();
        var classifier = new TextClassifier(model, head);

        Tensor alone = classifier.Logits([[3, 4, 5]]), beside = classifier.Logits([[3, 4, 5], [1, 2, 3, 4, 5, 6, 7, 8]])[..1];

        Assert.True((alone - beside).abs().max().item<float>() < 1e-5f);
    }

    [Fact(DisplayName = "M09.E4 One block learns of twelve, and block 1 is not block 11")]
    public void FreezeExceptLast_OfTwelveBlocks_LeavesTheLastAndTheNorm()
    {
        using var model = new Gpt(Small with { Layers = 12 }, seed: 1);

        long count = Freezing.FreezeExceptLast(model, 1);

        string[] learns = [.. model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name)];
        Assert.All(learns, name => Assert.True(name.StartsWith("h.11.", StringComparison.Ordinal) || name.StartsWith("ln_f.", StringComparison.Ordinal), name));
        Assert.Contains("ln_f.weight", learns);
        Assert.Equal(model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()), count);
    }

    [Fact(DisplayName = "M09.E4 A head finds out whether a text has token 7 in it, and the frozen model stays as it was")]
    public void Train_HeadAlone_LearnsAndLeavesTheModel()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Small, seed: 1);
        using var head = new ClassifierHead(Small.Width, classes: 2, seed: 2);
        model.eval();
        Dictionary<string, Tensor> before = model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        IReadOnlyList<int>[] texts = [.. Enumerable.Range(0, 64).Select(i => (IReadOnlyList<int>)[1, 2 + (i % 5), i % 2 == 0 ? 7 : 8])];
        int[] labels = [.. Enumerable.Range(0, 64).Select(i => i % 2)];

        _ = Freezing.FreezeExceptLast(model, 0);
        IReadOnlyList<double> losses = ClassifierTrainer.Train(new TextClassifier(model, head), texts, labels, new ClassifierTraining(Epochs: 10, LearningRate: 0.05));

        Assert.Equal(10, losses.Count);
        Assert.True(losses[^1] < losses[0] / 2, $"the loss went from {losses[0]} to {losses[^1]} nats");
        Assert.Equal(labels, new TextClassifier(model, head).Classify(texts));
        Assert.All(before, pair => Assert.True(pair.Value.Equals(model.state_dict()[pair.Key])));
        Assert.False(model.training);
    }

    [Fact(DisplayName = "M09.E4 The course's own model learns to tell spam by its subject line: F1 of 0.9 on lines that it has not seen")]
    public void Train_LastBlockOnSubjectLines_ReachesF1()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "local-model");
        BytePairTokenizer tokenizer = LocalModel.LoadTokenizer(folder);
        using Gpt model = LocalModel.LoadWeights(folder);
        using var head = new ClassifierHead(model.Config.Width, classes: 2);
        _ = Freezing.FreezeExceptLast(model, 1);
        var classifier = new TextClassifier(model, head);
        (IReadOnlyList<int>[] texts, int[] labels) = SubjectLines(tokenizer, seed: 1, count: 256);

        _ = ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 2));

        (IReadOnlyList<int>[] unseen, int[] truth) = SubjectLines(tokenizer, seed: 2, count: 200);
        int[] said = classifier.Classify(unseen);
        int hits = said.Zip(truth).Count(pair => pair is (1, 1)), wrong = said.Zip(truth).Count(pair => pair.First != pair.Second);
        double f1 = 2.0 * hits / ((2 * hits) + wrong);
        Assert.True(f1 >= 0.9, $"F1 is {f1:F3}");
    }

    /// <summary>Subject lines of six words, of which one in twenty is from the list of the other kind: no word is of spam alone.</summary>
    private static (IReadOnlyList<int>[] Texts, int[] Labels) SubjectLines(BytePairTokenizer tokenizer, ulong seed, int count)
    {
        string[] spam = ["claim", "bonus", "loan", "casino", "cheap", "reward"], other = ["garden", "train", "budget", "recipe", "keys", "chapter"];
        var random = new Xoshiro256(seed);
        (IReadOnlyList<int> Text, int Label)[] lines =
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                string[] words = [.. Enumerable.Range(0, 6).Select(_ => (random.NextDouble() < 0.05 == (i % 2 == 1) ? other : spam)[(int)(random.NextDouble() * 6)])];
                return ((IReadOnlyList<int>)tokenizer.EncodeOrdinary(string.Join(' ', words)), i % 2);
            }),
        ];
        return ([.. lines.Select(line => line.Text)], [.. lines.Select(line => line.Label)]);
    }
}

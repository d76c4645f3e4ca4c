using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E3")]
public sealed class TranslatorTests
{
    [Fact(DisplayName = "M11.E3 Each source's first unknown word is V, and the decoder reads it as unknown")]
    public void From_TwoPairs_ExtendsTheVocabulary()
    {
        using DisposeScope scope = NewDisposeScope();
        var vocabulary = new WordVocabulary(["a", "b"]); // ids 4 and 5; V is 6

        TranslationBatch batch = TranslationBatch.From([new(["a", "Al", "Bo"], ["Bo", "b"]), new(["Bo"], [])], vocabulary);

        Assert.Equal([4, 3, 3, 3, 0, 0], Ids(batch.Source));
        Assert.Equal([4, 6, 7, 6, 0, 0], Ids(batch.Copies));
        Assert.Equal([1, 3, 5, 1, 0, 0], Ids(batch.Input));
        Assert.Equal([7, 5, 2, 2, 0, 0], Ids(batch.Target));
        Assert.Equal([true, true, true, true, false, false], batch.SourceMask.flatten().data<bool>().ToArray());
        Assert.Equal(["Al", "Bo"], batch.UnknownWords[0]);
        Assert.Equal(2, batch.Extra);
    }

    [Fact(DisplayName = "M11.E3 Worked by hand: half written, half copied")]
    public void Mix_WorkedByHand_AddsBothParts()
    {
        using DisposeScope scope = NewDisposeScope();

        // Two words, equally likely to be written; the source has word 1 twice and an unknown word once, all three alike.
        Tensor mixed = PointerHead.Mix(
            zeros(1, 1, 2), zeros(1, 1), zeros(1, 1, 3), tensor(new long[,] { { 1, 2, 1 } }), tensor(new[,] { { true, true, true } }), extra: 1);

        double[] expected = [0.5 * 0.5, (0.5 * 0.5) + (0.5 * 2 / 3), 0.5 / 3];
        Assert.Equal([1L, 1, 3], mixed.shape);
        Assert.All(expected.Zip(mixed.exp().flatten().data<float>().ToArray()), both => Assert.Equal(both.First, both.Second, 1e-6));
    }

    [Theory(DisplayName = "M11.E3 A gate that is shut gives no infinity")]
    [InlineData(1e4f)]
    [InlineData(-1e4f)]
    public void Mix_ShutGate_IsFinite(float gate)
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor mixed = PointerHead.Mix(
            zeros(1, 1, 2), full(new long[] { 1, 1 }, gate), zeros(1, 1, 1), tensor(new long[,] { { 1 } }), tensor(new[,] { { true } }), extra: 1);

        Assert.True(mixed.isfinite().all().item<bool>());
        Assert.Equal(1, mixed.exp().sum().item<float>(), 1e-5);
    }

    [Fact(DisplayName = "M11.E3 Worked by hand: smoothing takes a share from the target, and padding has none")]
    public void Of_WorkedByHand_IsSmoothed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logProbs = tensor(new[, ,] { { { -1f, -2, -4 }, { float.NegativeInfinity, float.NaN, 0 } } });

        Tensor loss = TranslationLoss.Of(logProbs, tensor(new long[,] { { 2, 0 } }), vocabularySize: 2, smoothing: 0.1);

        Assert.Equal((0.9 * 4) + (0.1 * 1.5), loss.item<float>(), 1e-6);
    }

    [Fact(DisplayName = "M11.E3 The rate is greatest at the end of the warm-up")]
    public void LearningRate_OfThePaper_Peaks()
    {
        Assert.Equal(Math.Pow(512 * 4000, -0.5), TranslationTrainer.LearningRate(4000, 512, 4000), 1e-12);
        Assert.True(TranslationTrainer.LearningRate(3999, 512, 4000) < TranslationTrainer.LearningRate(4000, 512, 4000));
        Assert.True(TranslationTrainer.LearningRate(4001, 512, 4000) < TranslationTrainer.LearningRate(4000, 512, 4000));
    }

    [Fact(DisplayName = "M11.E3 An epoch sees every pair once")]
    public void Batches_OfTwoEpochs_HaveEveryPairTwice()
    {
        IReadOnlyList<int[]> batches = TranslationTrainer.Batches(count: 5, batchSize: 2, steps: 6, seed: 1);

        Assert.Equal([2, 2, 1, 2, 2, 1], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 5), batches.Take(3).SelectMany(batch => batch).Order());
        Assert.Equal(Enumerable.Range(0, 5), batches.Skip(3).SelectMany(batch => batch).Order());
    }

    [Fact(DisplayName = "M11.E3 Worked by hand: a beam of 2 finds what greedy search misses")]
    public void Search_TwoWays_FindsTheBetter()
    {
        using DisposeScope scope = NewDisposeScope();
        // After the beginning, 3 is likelier than 4; but after 3 everything is unlikely, and after 4 the end is sure.
        Tensor table = full(new long[] { 5, 5 }, double.NegativeInfinity, ScalarType.Float64);
        table[1, 3] = Math.Log(0.6);
        table[1, 4] = Math.Log(0.4);
        table[3, 2] = table[3, 3] = Math.Log(0.5);
        table[4, 2] = 0;
        Tensor Next(Tensor prefixes, IReadOnlyList<int> rows) => table[prefixes[.., -1]];

        BeamHypothesis greedy = BeamTranslator.Search(Next, 1, new BeamOptions { Width = 1, MaxLength = 3 })[0];
        BeamHypothesis wide = BeamTranslator.Search(Next, 1, new BeamOptions { Width = 2, MaxLength = 3 })[0];

        Assert.Equal([3], greedy.Tokens);
        Assert.Equal(Math.Log(0.3), greedy.LogProbability, 1e-12);
        Assert.Equal([4], wide.Tokens);
        Assert.Equal(Math.Log(0.4) / Math.Pow(7 / 6.0, 0.6), wide.Score, 1e-12);
        Assert.True(wide.IsFinished);
    }

    [Fact(DisplayName = "M11.E3 A model that always copies gives the source's own words, those without a number too")]
    public void Translate_OfACopier_HasWordsOfTheSource()
    {
        using DisposeScope scope = NewDisposeScope();
        var vocabulary = new WordVocabulary(["a", "b"]);
        using TranslatorModel model = Copier(vocabulary);

        IReadOnlyList<Translation> both = new Translator(model, vocabulary).Translate([["Al", "a"], ["Bo"]], new BeamOptions { Width = 1, MaxLength = 2 });

        Assert.All(both[0].Words, word => Assert.Contains(word, new[] { "Al", "a" }));
        Assert.Equal(["Bo", "Bo"], both[1].Words);
        Assert.False(both[1].IsFinished);
    }

    [Fact(DisplayName = "M11.E3 Training brings the loss down")]
    public void Train_FewPairs_LearnsThem()
    {
        using DisposeScope scope = NewDisposeScope();
        var vocabulary = new WordVocabulary(["a", "b", "c", "d"]);
        using var model = new TranslatorModel(vocabulary.Count, width: 16, layers: 1, heads: 2);
        SentencePair[] pairs = [new(["a", "Al"], ["Al", "c"]), new(["b"], ["d"])];

        IReadOnlyList<double> losses = TranslationTrainer.Train(model, pairs, vocabulary, new TranslationOptions { Steps = 60, BatchSize = 2, Warmup = 10, LabelSmoothing = 0 });

        Assert.Equal(60, losses.Count);
        Assert.True(losses[^1] < 0.2 * losses[0], $"{losses[0]} came down to {losses[^1]} only.");
    }

    [Fact(DisplayName = "M11.E3 The grammar's first sentences")]
    public Task Split_FirstPairs_Read() =>
        Verifier.Verify(string.Join('\n', new ParallelGrammar().Split(seed: 1, train: 8, heldOut: 0).Train.Select(pair => $"{string.Join(' ', pair.Source)}\n    {string.Join(' ', pair.Target)}")));

    private static TranslatorModel Copier(WordVocabulary vocabulary)
    {
        var model = new TranslatorModel(vocabulary.Count, width: 16, layers: 1, heads: 2);
        using IDisposable quiet = no_grad();
        _ = model.get_parameter("_gate.bias")!.fill_(-50);
        return model;
    }

    private static long[] Ids(Tensor tensor) => tensor.flatten().data<long>().ToArray();
}

using LLMCourse.Reference.EncoderDecoder;
using LLMCourse.Reference.Tests.Oracle;
using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.EncoderDecoder;

public sealed class EncoderDecoderTests
{
    /// <summary>Both sides compute in float64 and differ only in the order of sums of at most a few hundred terms.</summary>
    private const double Float64Tolerance = 1e-11;

    /// <summary>2⁻²⁴ times the few hundred roundings on the way through the layers.</summary>
    private const double Float32Tolerance = 5e-5;

    private static readonly EncoderDecoderConfig Small = new()
    {
        SourceVocabularySize = 11,
        TargetVocabularySize = 13,
        ContextLength = 7,
        EncoderLayers = 2,
        DecoderLayers = 3,
        Heads = 3,
        Width = 12,
        FeedForwardWidth = 10,
        Dropout = 0,
    };

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public static TheoryData<NormPlacement, PositionEncoding, Activation, bool, bool> Cases()
    {
        var data = new TheoryData<NormPlacement, PositionEncoding, Activation, bool, bool>();
        foreach (NormPlacement placement in Enum.GetValues<NormPlacement>())
        {
            foreach (PositionEncoding positions in new[] { PositionEncoding.Sinusoidal, PositionEncoding.Learned, PositionEncoding.None })
            {
                data.Add(placement, positions, Activation.Relu, true, false);
                data.Add(placement, positions, Activation.Gelu, false, true);
                data.Add(placement, positions, Activation.Relu, true, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_PaddedBatch_EqualsTheScalarOracleOfEachRowAlone(
        NormPlacement placement, PositionEncoding positions, Activation activation, bool tied, bool shared)
    {
        using var scope = NewDisposeScope();
        EncoderDecoderConfig config = Small with
        {
            NormPlacement = placement,
            Positions = positions,
            Activation = activation,
            TieEmbeddings = tied,
            ShareEmbeddings = shared,
            TargetVocabularySize = shared ? 11 : 13,
        };
        using EncoderDecoderModel model = new EncoderDecoderModel(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor source = Values.Ids(seed: 2, 10, batch: 3, length: 6).add(1), target = Values.Ids(seed: 3, 11, batch: 3, length: 5);
        source[0, 4..] = tensor(0L);
        source[1, 1..] = tensor(0L);
        Tensor mask = PaddingMask.Of(source, 0);
        var oracle = new ScalarEncoderDecoder(model);
        long[][] rows = [.. Values.Rows(source).Select(row => row.Where(id => id != 0).ToArray())];

        double[] expected = [.. rows.Zip(Values.Rows(target), oracle.Logits).SelectMany(logits => logits).SelectMany(row => row)];

        Tensor logits = model.forward(source, target, mask);
        Assert.Equal([3L, 5L, config.TargetVocabularySize], logits.shape);
        Values.Close(expected, Values.Of(logits), Float64Tolerance, "float64");
        Values.Close(Values.Of(logits[.., 4]), Values.Of(model.NextLogits(target, model.Encode(source, mask), mask)),
            Float64Tolerance, "next");
        Values.Close(expected, Values.Of(model.to(ScalarType.Float32).forward(source, target, mask)), Float32Tolerance, "float32");
    }

    [Fact]
    public void Forward_NoMask_EqualsTheScalarOracle()
    {
        using var scope = NewDisposeScope();
        using EncoderDecoderModel model = new EncoderDecoderModel(Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 4);
        Tensor source = Values.Ids(seed: 5, 11, batch: 1, length: 7), target = Values.Ids(seed: 6, 13, batch: 1, length: 1);

        double[] expected =
            [.. new ScalarEncoderDecoder(model).Logits(Values.Rows(source)[0], Values.Rows(target)[0]).SelectMany(row => row)];

        Values.Close(expected, Values.Of(model.forward(source, target)), Float64Tolerance);
        Values.Close(expected, Values.Of(model.forward(source, target, ones(1, 7, ScalarType.Bool))), Float64Tolerance);
    }

    [Theory]
    [InlineData(NormPlacement.Pre)]
    [InlineData(NormPlacement.Post)]
    public void Backward_Float64_EqualsCentralDifferences(NormPlacement placement)
    {
        using var scope = NewDisposeScope();
        using EncoderDecoderModel model =
            new EncoderDecoderModel(Small with
            {
                NormPlacement = placement,
                Positions = PositionEncoding.Learned,
                Activation = Activation.Gelu
            }).to(
                    ScalarType.Float64);
        Values.Randomise(model, seed: 7);
        Tensor source = Values.Ids(seed: 8, 11, batch: 2, length: 5), target = Values.Ids(seed: 9, 13, batch: 2, length: 4),
            labels = Values.Ids(seed: 10, 13, batch: 2, length: 4);
        source[1, 3..] = tensor(0L);
        labels[0, 3] = tensor(-100L);
        Tensor mask = PaddingMask.Of(source, 0);
        model.Loss(source, target, labels, mask, 0.1).backward();

        foreach ((string name, Tensor parameter) in model.state_dict())
            Differences.Check(parameter, name, () => model.Loss(source, target, labels, mask, 0.1), trials: 2);
    }

    [Fact]
    public void Loss_LabelsLeftOut_EqualsTheMeanOverTheOthers()
    {
        using var scope = NewDisposeScope();
        using EncoderDecoderModel model = new EncoderDecoderModel(Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 11);
        Tensor source = Values.Ids(seed: 12, 11, batch: 1, length: 5), target = Values.Ids(seed: 13, 13, batch: 1, length: 3);

        double[][] logits = new ScalarEncoderDecoder(model).Logits(Values.Rows(source)[0], Values.Rows(target)[0]);
        double expected = (Surprise(logits[0], 4) + Surprise(logits[2], 7)) / 2;

        Values.Close([expected], Values.Of(model.Loss(source, target, tensor(new long[] { 4, -100, 7 }).reshape(1, 3))), Float64Tolerance);

        static double Surprise(double[] row, int label) => Math.Log(row.Sum(Math.Exp)) - row[label];
    }

    [Fact]
    public void Forward_LaterTargetOrPaddingChanged_LeavesEarlierLogitsBitForBit()
    {
        using var scope = NewDisposeScope();
        using var model = new EncoderDecoderModel(Small with { Width = 24 });
        Tensor source = Values.Ids(seed: 1, 11, batch: 2, length: 6), target = Values.Ids(seed: 2, 13, batch: 2, length: 7);
        Tensor mask = ones(2, 6, ScalarType.Bool);
        mask[1, 4..] = tensor(false);
        byte[] before = Values.Bytes(model.forward(source, target, mask)[.., ..3]);
        source[1, 4..] = tensor(9L);
        target[.., 3..] = tensor(12L);

        Assert.Equal(before, Values.Bytes(model.forward(source, target, mask)[.., ..3]));
    }

    [Fact]
    public void Forward_RowOfPaddingAlone_StaysFinite()
    {
        using var scope = NewDisposeScope();
        using var model = new EncoderDecoderModel(Small);
        Tensor source = Values.Ids(seed: 1, 11, batch: 2, length: 6), target = Values.Ids(seed: 2, 13, batch: 2, length: 4),
            mask = ones(2, 6, ScalarType.Bool);
        mask[1] = tensor(false);

        Tensor loss = model.Loss(source, target, target, mask);
        loss.backward();

        Assert.True(double.IsFinite(loss.item<float>()));
        Assert.All(model.parameters(), parameter => Assert.True(parameter.grad!.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Train_ReversingSequences_LearnsTheAlignment()
    {
        using var scope = NewDisposeScope();
        using var model = new EncoderDecoderModel(
            Small with
            {
                Width = 32,
                Heads = 4,
                FeedForwardWidth = 64,
                EncoderLayers = 1,
                DecoderLayers = 1,
                NormPlacement =
                NormPlacement.Pre
            }, seed: 3);
        using var optimizer = optim.AdamW(model.parameters(), lr: 5e-3, weight_decay: 0);
        double loss = double.NaN;
        for (int step = 0; step < 250; step++)
        {
            using var inner = NewDisposeScope();
            Tensor source = Values.Ids(seed: step, 10, batch: 32, length: 5).add(1), labels = source.flip(1);
            Tensor target = cat([zeros(32, 1, ScalarType.Int64), labels[.., ..4]], 1);
            optimizer.zero_grad();
            Tensor current = model.Loss(source, target, labels);
            current.backward();
            _ = optimizer.step();
            loss = current.item<float>();
        }

        // Guessing costs ln 10 = 2.3 nats; a model that cannot find the right source position stays there.
        Assert.True(loss < 0.3, $"The loss is {loss}.");
    }

    [Fact]
    public Task StateDict_OfEachKind_HasTheDocumentedNames()
    {
        EncoderDecoderConfig one = Small with { EncoderLayers = 1, DecoderLayers = 1 };
        EncoderDecoderConfig[] configs =
        [
            one, one with { NormPlacement = NormPlacement.Pre, Positions = PositionEncoding.Learned, TieEmbeddings = false },
            one with { TargetVocabularySize = 11, ShareEmbeddings = true },
        ];
        return Verifier.Verify(string.Join("\n\n", configs.Select(config =>
        {
            using var model = new EncoderDecoderModel(config);
            return string.Join('\n',
                model.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]").Order(StringComparer.Ordinal));
        })));
    }

    [Fact]
    public void Model_BaseOfThePaper_HasItsParameters()
    {
        // Table 3 says 65 million; with a shared vocabulary of 37,000 the sum of the matrices and norms is 63,082,496.
        using var model = new EncoderDecoderModel(
            new EncoderDecoderConfig { SourceVocabularySize = 1, TargetVocabularySize = 1, ShareEmbeddings = true });

        Assert.Equal(63_082_496, model.parameters().Sum(parameter => parameter.numel()) + (36_999 * 512));
    }

    [Fact]
    public void Encoder_OfThePaper_KeepsTheShape()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var encoder = new Encoder(new EncoderDecoderConfig { SourceVocabularySize = 1, TargetVocabularySize = 1, EncoderLayers = 1 });
        encoder.eval();

        Tensor y = encoder.forward(Values.Random(1, ScalarType.Float32, 32, 10, 512));

        // The last norm has weight 1 and bias 0: every row comes out with mean 0 and variance 1.
        Assert.Equal([32L, 10L, 512L], y.shape);
        Values.Close(new double[320], Values.Of(y.mean([-1])), 1e-5);
        Values.Close([.. Enumerable.Repeat(1.0, 320)], Values.Of(y.square().mean([-1])), 1e-3);
    }

    [Fact]
    public Task BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var model = new EncoderDecoderModel(Small);
        using var cross = new CrossAttention(12, 3);
        Tensor ids = zeros(2, 3, ScalarType.Int64), x = zeros(2, 3, 12);
        Action[] bad =
        [
            () => (Small with { SourceVocabularySize = 0 }).Validate(),
            () => (Small with { DecoderLayers = 0 }).Validate(),
            () => (Small with { Width = 14 }).Validate(),
            () => (Small with { Width = 15 }).Validate(),
            () => (Small with { Dropout = 1 }).Validate(),
            () => (Small with { Positions = PositionEncoding.Rope }).Validate(),
            () => (Small with { Activation = Activation.SwiGlu }).Validate(),
            () => (Small with { ShareEmbeddings = true }).Validate(),
            () => model.forward(zeros(2, 8, ScalarType.Int64), ids),
            () => model.forward(full(2, 3, 11, ScalarType.Int64), ids),
            () => model.forward(ids, full(2, 3, 13, ScalarType.Int64)),
            () => model.forward(ids, full(2, 3, -1, ScalarType.Int64)),
            () => model.forward(x, ids),
            () => model.forward(ids, zeros(2, 0, ScalarType.Int64)),
            () => model.forward(ids, zeros(3, 3, ScalarType.Int64)),
            () => model.forward(ids, ids, zeros(2, 4, ScalarType.Bool)),
            () => model.forward(ids, ids, zeros(2, 3)),
            () => model.Loss(ids, ids, zeros(2, 4, ScalarType.Int64)),
            () => model.Loss(ids, ids, ids, labelSmoothing: 1.5),
            () => PaddingMask.Of(x, 0),
            () => cross.forward(x, zeros(3, 3, 12)),
            () => cross.forward(zeros(2, 3, 11), x),
            () => _ = new CrossAttention(12, 5),
            () => _ = new CrossAttention(12, 3, 1),
        ];

        return Verifier.Verify(string.Join('\n', bad.Select(action => Assert.ThrowsAny<ArgumentException>(action).Message)));
    }

    [Fact]
    public void Leaks_EveryEntry_LeavesOnlyItsResult()
    {
        using var model = new EncoderDecoderModel(Small with { Dropout = 0.1 });
        using var encoderLayer = new EncoderLayer(Small);
        using var decoderLayer = new DecoderLayer(Small);
        using var encoder = new Encoder(Small);
        using var decoder = new Decoder(Small);
        using var cross = new CrossAttention(12, 3, 0.1);
        using Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5), x = Values.Random(1, ScalarType.Float32, 2, 5, 12),
            mask = PaddingMask.Of(ids, 3);

        AssertOneTensor(() => model.forward(ids, ids, mask));
        AssertOneTensor(() => model.forward(ids, ids));
        AssertOneTensor(() => model.Encode(ids, mask));
        AssertOneTensor(() => model.Decode(ids, x, mask));
        AssertOneTensor(() => model.NextLogits(ids, x, mask));
        AssertOneTensor(() => model.Loss(ids, ids, ids, mask, 0.1));
        AssertOneTensor(() => encoderLayer.forward(x, mask));
        AssertOneTensor(() => decoderLayer.forward(x, x, mask));
        AssertOneTensor(() => encoder.forward(x, mask));
        AssertOneTensor(() => decoder.forward(x, x, mask));
        AssertOneTensor(() => cross.forward(x, x, mask));
        AssertOneTensor(() => PaddingMask.Of(ids, 3));

        long before = Live;
        Assert.Throws<ArgumentException>(() => model.forward(x, ids));
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Initialize_SameSeed_GivesTheSameWeights()
    {
        using var scope = NewDisposeScope();
        using EncoderDecoderModel a = new(Small, seed: 1), b = new(Small, seed: 1), c = new(Small, seed: 2);

        byte[] Weights(EncoderDecoderModel model) => [.. model.parameters().SelectMany(Values.Bytes)];

        Assert.Equal(Weights(a), Weights(b));
        Assert.NotEqual(Weights(a), Weights(c));
    }

    private static void AssertOneTensor(Func<Tensor> entry)
    {
        entry().Dispose();
        long before = Live;
        using (entry())
            Assert.Equal(before + 1, Live);
        Assert.Equal(before, Live);
        using (NewDisposeScope())
            _ = entry();
        Assert.Equal(before, Live);
    }
}

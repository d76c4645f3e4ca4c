using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E5")]
public sealed class Word2VecTests
{
    [Fact(DisplayName = "M03.E5 Worked by hand: the pairs of [7, 8, 9] with a window of 1, and of 2")]
    public void Pairs_OfThreeTokens_AreWorkedByHand()
    {
        Assert.Equal([(7, 8), (8, 7), (8, 9), (9, 8)], Word2Vec.Pairs([7, 8, 9], 1));
        Assert.Equal([(7, 8), (7, 9), (8, 7), (8, 9), (9, 7), (9, 8)], Word2Vec.Pairs([7, 8, 9], 2));
        Assert.Equal([(7, 7), (7, 7)], Word2Vec.Pairs([7, 7], 5)); // another position with the same token is context
        Assert.Empty(Word2Vec.Pairs([7], 3));
        Assert.Empty(Word2Vec.Pairs([], 3));
    }

    [Fact(DisplayName = "M03.E5 With all vectors 0 the loss is (1 + K)·ln 2; with huge products it stays exact")]
    public void Loss_AtZeroAndFarOut_IsExact()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor one = ones(1, 1), large = full(1, 1, 200f);

        AssertClose("Zeros", [4 * Math.Log(2)], [], Word2Vec.Loss(zeros(2, 5), zeros(2, 5), zeros(2, 3, 5)), Exact, "σ(0) is 1/2, once for the context and once for each negative.");
        AssertClose("The wrong way round", [200 + 200 + 0], [], Word2Vec.Loss(large, -one, one.reshape(1, 1, 1)), Exact, "ln σ(−200) is −200, but σ(−200) is 0 in float32: use −ln σ(x) = ln(1 + e^(−x)) without overflow.");
    }

    [Fact(DisplayName = "M03.E5 The loss is what plain loops in float64 give, and its gradients equal finite differences")]
    public void Loss_EqualsPlainLoops()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor v, Tensor u, Tensor n) = (Normal64(51, 4, 6), Normal64(52, 4, 6), Normal64(53, 4, 3, 6));

        AssertClose("Loss", [InPlainLoops(Values(v), Values(u), Values(n), 4, 3, 6)], [], Word2Vec.Loss(v, u, n), 1e-9, "sum over the negatives, mean over the batch.");
        AssertGradient("Loss by the centre", x => Word2Vec.Loss(x, u, n), v, "all products take part in the gradient.");
        AssertGradient("Loss by the context", x => Word2Vec.Loss(v, x, n), u, "the context is pulled towards the centre.");
        AssertGradient("Loss by the negatives", x => Word2Vec.Loss(v, u, x), n, "the negatives are pushed away.");
    }

    [Fact(DisplayName = "M03.E5 Tokens are drawn in proportion to count^0.75, and tokens that do not occur never")]
    public void Sample_FollowsThePowerOfTheCounts()
    {
        long[] counts = [1, 16, 0, 81, 256]; // to the power of 3/4: 1, 8, 0, 27, 64; their sum is 100
        NegativeSampler sampler = new(counts);
        Random random = new(5);
        int[] drawn = new int[5];
        for (int i = 0; i < 100_000; i++) drawn[sampler.Sample(random)]++;

        Assert.Equal(0, drawn[2]);
        Assert.InRange(drawn[0], 840, 1160); // 1000 ± 5 standard deviations
        Assert.InRange(drawn[1], 7570, 8430);
        Assert.InRange(drawn[4], 63240, 64760);
    }

    [Fact(DisplayName = "M03.E5 The power 0 draws all tokens that occur alike")]
    public void Sample_WithPowerZero_IsUniform()
    {
        NegativeSampler sampler = new([0, 1000, 1, 0], power: 0);
        Random random = new(6);
        int[] drawn = new int[4];
        for (int i = 0; i < 10_000; i++) drawn[sampler.Sample(random)]++;

        Assert.Equal(0, drawn[0] + drawn[3]);
        Assert.InRange(drawn[1], 4750, 5250);
    }

    [Fact(DisplayName = "M03.E5 Words of one topic come to lie together, words of two topics apart")]
    public void Train_OnTwoTopics_SeparatesThem()
    {
        using DisposeScope scope = NewDisposeScope();
        Random random = new(7);
        List<int> ids = [];
        for (int sentence = 0; sentence < 500; sentence++)
        {
            int topic = random.Next(2);
            for (int word = 0; word < 8; word++) ids.Add((topic * 10) + random.Next(10));
        }

        double[][] vectors = Rows(Word2Vec.Train(ids, 20, new() { Epochs = 10 }));

        double within = Average((a, b) => a != b && a / 10 == b / 10), across = Average((a, b) => a / 10 != b / 10);
        Assert.True(within - across > 0.3, $"The mean cosine within topics is {within:0.00}, across them {across:0.00}; the difference must be above 0.3.");

        double Average(Func<int, int, bool> chosen) => Enumerable.Range(0, 400).Where(i => chosen(i / 20, i % 20)).Average(i => Cosine(vectors[i / 20], vectors[i % 20]));
    }

    [Fact(DisplayName = "M03.E5 Equal seeds give equal vectors, other seeds others")]
    public void Train_IsReproducible()
    {
        using DisposeScope scope = NewDisposeScope();
        int[] ids = [0, 1, 2, 3, 2, 1, 0, 3];
        double[] first = Values(Word2Vec.Train(ids, 4)), again = Values(Word2Vec.Train(ids, 4)), other = Values(Word2Vec.Train(ids, 4, new() { Seed = 2 }));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(4 * 16, first.Length);
    }

    [Fact(DisplayName = "M03.E5 Ids and options out of range, and shapes that do not fit, are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();

        AssertRefuses("The id 4 of a vocabulary of 4", () => Word2Vec.Train([0, 4], 4));
        AssertRefuses("A single token", () => Word2Vec.Train([0], 4));
        AssertRefuses("No negatives", () => Word2Vec.Train([0, 1], 4, new() { Negatives = 0 }));
        AssertRefuses("A window of 0", () => Word2Vec.Pairs([0, 1], 0));
        AssertRefuses("A negative count", () => new NegativeSampler([1, -1]));
        AssertRefuses("Nothing that occurs", () => new NegativeSampler([0, 0]));
        AssertRefuses("A negative power", () => new NegativeSampler([1, 1], -1));
        AssertRefuses("Contexts of another batch", () => Word2Vec.Loss(zeros(2, 3), zeros(1, 3), zeros(2, 1, 3)));
        AssertRefuses("Negatives without their own axis", () => Word2Vec.Loss(zeros(2, 3), zeros(2, 3), zeros(2, 3)));
    }

    [Fact(DisplayName = "M03.E5 Nothing but the result stays in memory")]
    public void Calls_LeaveNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor v, Tensor u, Tensor n) = (zeros(2, 3), zeros(2, 3), zeros(2, 4, 3));

        AssertNoLeak("Loss", () => Word2Vec.Loss(v, u, n));
        AssertNoLeak("Train", () => Word2Vec.Train([0, 1, 0], 2));
    }

    private static double InPlainLoops(double[] v, double[] u, double[] n, int batch, int negatives, int width)
    {
        double sum = 0;
        for (int b = 0; b < batch; b++)
        {
            sum -= Math.Log(Sigmoid(Product(u, b)));
            for (int k = 0; k < negatives; k++) sum -= Math.Log(Sigmoid(-Product(n, (b * negatives) + k)));

            double Product(double[] other, int row)
            {
                double product = 0;
                for (int i = 0; i < width; i++) product += v[(b * width) + i] * other[(row * width) + i];
                return product;
            }
        }

        return sum / batch;

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    private static double[][] Rows(Tensor vectors)
    {
        double[] values = Values(vectors);
        return [.. values.Chunk((int)vectors.shape[1])];
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}

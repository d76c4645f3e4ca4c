using TorchSharp;
using static LLMCourse.M01.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M01;

// The global generator is seeded here.
[Collection("seeds")]
[Trait("Exercise", "M01.E6")]
public sealed class BigramLmTests
{
    [Fact(DisplayName = "M01.E6 Worked by hand: the logits after a token are its row of the table")]
    public void Forward_OfTokens_TakesTheirRows()
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = WithTable([0, 1, 2, 3], 2);

        AssertClose("forward", [2, 3, 0, 1, 2, 3, 2, 3], [2, 2, 2], model.call(Ids([1, 0, 1, 1], 2, 2)), Exact, "row i of weight belongs to token i.");
        Assert.Equal(["weight"], model.state_dict().Keys);
    }

    [Fact(DisplayName = "M01.E6 Worked by hand: equal logits lose ln V, and a sure guess nothing")]
    public void Loss_OfKnownTables_IsKnown()
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm uniform = WithTable([5, 5, 5, 5], 2), alternating = WithTable([0, 100, 100, 0], 2);
        Tensor ids = Ids([0, 1, 0, 1], 1, 4);

        AssertClose("Loss of equal logits", [Math.Log(2)], [], uniform.Loss(ids), Exact, "softmax of equal logits is 1/V.");
        AssertClose("Loss of a table that knows", [0], [], alternating.Loss(ids), Exact, "the target of a position is the token behind it.");
    }

    [Fact(DisplayName = "M01.E6 Untrained, the loss is about ln V")]
    public void Loss_Untrained_IsAboutInitialLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(61);
        using BigramLm model = new(50);

        double loss = model.Loss(RandomIds(61, 50, 4, 100)).item<float>();
        Assert.True(Math.Abs(loss - BigramLm.InitialLoss(50)) < 0.05, $"The untrained loss is {loss}, but ln 50 is {Math.Log(50)}.\nHint: begin with small weights: randn·0.02.");
    }

    [Fact(DisplayName = "M01.E6 Trained, it is the table of counts")]
    public void Train_ToTheEnd_ReachesTheCounts()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(62);
        using BigramLm model = new(5);
        Tensor ids = RandomIds(62, 5, 1, 200);

        double loss = model.Train(ids, steps: 200, learningRate: 0.1);
        Assert.True(Math.Abs(loss - LossOfCounts(ids, 5)) < 0.02, $"The trained loss is {loss}, that of the counts {LossOfCounts(ids, 5)}.\nHint: zero_grad, loss, backward, step; in this order.");
    }

    [Fact(DisplayName = "M01.E6 The gradient of the loss equals finite differences")]
    public void Loss_Gradient_EqualsFiniteDifferences()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] table = Values(Normal64(63, 3, 3));
        Tensor ids = Ids([0, 2, 1, 1, 0, 2], 2, 3);
        using BigramLm model = WithTable(table, 3);
        model.Loss(ids).backward();

        // (0, 2), (2, 1), (1, 0), (0, 2): dL/dw = (softmax − one-hot) / 4 for each.
        double[] expected = new double[9];
        foreach ((int from, int to) in ((int, int)[])[(0, 2), (2, 1), (1, 0), (0, 2)])
        {
            double sum = Enumerable.Range(0, 3).Sum(j => Math.Exp(table[(from * 3) + j]));
            for (int j = 0; j < 3; j++) expected[(from * 3) + j] += ((Math.Exp(table[(from * 3) + j]) / sum) - (j == to ? 1 : 0)) / 4;
        }

        AssertClose("The gradient of weight", expected, [3, 3], model.get_parameter("weight")!.grad!, Exact, "item() and detach() cut the graph.");
    }

    [Fact(DisplayName = "M01.E6 Wrong ids are refused, and nothing but the result stays in memory")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = new(4);

        AssertRefuses("V = 0", () => new BigramLm(0));
        AssertRefuses("InitialLoss(0)", () => BigramLm.InitialLoss(0));
        AssertRefuses("The token 4 of 4", () => model.call(Ids([4], 1, 1)));
        AssertRefuses("float32 ids", () => model.call(zeros(1, 2)));
        AssertRefuses("ids of one axis", () => model.call(Ids([1, 2], 2)));
        AssertRefuses("The loss of sequences of one token", () => model.Loss(Ids([1, 2], 2, 1)));

        Tensor ids = Ids([1, 2, 3], 1, 3);
        AssertNoLeak("forward", () => model.call(ids));
        AssertNoLeak("Loss", () => model.Loss(ids));
    }

    private static BigramLm WithTable(double[] table, int size)
    {
        BigramLm model = new(size);
        using IDisposable noGradient = no_grad();
        _ = model.get_parameter("weight")!.copy_(tensor(table, ScalarType.Float64).reshape(size, size));
        return model;
    }

    private static Tensor Ids(long[] ids, params long[] shape) => tensor(ids, ScalarType.Int64).reshape(shape);

    private static Tensor RandomIds(int seed, int below, int rows, int columns)
    {
        var random = new Random(seed);
        return Ids([.. Enumerable.Range(0, rows * columns).Select(_ => (long)random.Next(random.Next(below) + 1))], rows, columns);
    }

    private static double LossOfCounts(Tensor ids, int size)
    {
        double[] tokens = Values(ids);
        double[,] counts = new double[size, size];
        double[] sums = new double[size];
        for (int i = 1; i < tokens.Length; i++)
        {
            counts[(int)tokens[i - 1], (int)tokens[i]]++;
            sums[(int)tokens[i - 1]]++;
        }

        double loss = 0;
        for (int i = 1; i < tokens.Length; i++) loss -= Math.Log(counts[(int)tokens[i - 1], (int)tokens[i]] / sums[(int)tokens[i - 1]]);
        return loss / (tokens.Length - 1);
    }
}

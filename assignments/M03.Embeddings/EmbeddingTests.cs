using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E1")]
public sealed class EmbeddingTests
{
    [Fact(DisplayName = "M03.E1 Worked by hand: ids 2, 0, 2 give the rows 2, 0 and 2 of the table")]
    public void Forward_OfThreeIds_IsThreeRows()
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenEmbedding embedding = With(tensor(new float[] { 10, 11, 20, 21, 30, 31 }).reshape(3, 2));

        AssertClose("The embedding", [30, 31, 10, 11, 30, 31], [3, 2], embedding.call(Ids(2, 0, 2)), Exact, "row i of the table is the vector of token i.");
    }

    [Theory(DisplayName = "M03.E1 For ids of any shape, the result is the product of one-hot vectors and the table, bit for bit")]
    [InlineData(new long[0])]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 2, 3 })]
    [InlineData(new long[] { 2, 3, 4 })]
    [InlineData(new long[] { 2, 0 })]
    public void Forward_AnyShape_EqualsOneHotProduct(long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Normal(11, 7, 5);
        using TokenEmbedding embedding = With(table);
        Random random = new(12);
        long[] ids = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (n, size) => n * size)).Select(_ => (long)random.Next(7))];

        Tensor result = embedding.call(tensor(ids, ScalarType.Int64).reshape(shape));

        Assert.Equal([.. shape, 5], result.shape);
        Assert.Equal(OneHotProduct(ids, Values(table), 7, 5), Values(result)); // equal, not close: nothing is added but zeros
    }

    [Fact(DisplayName = "M03.E1 The gradient reaches only rows that were looked up, and adds up where an id stands twice")]
    public void Forward_Gradient_AddsUpPerRow()
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenEmbedding embedding = With(zeros(4, 2));

        (embedding.call(Ids(1, 3, 1)) * tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(3, 2)).sum().backward();

        AssertClose("The gradient", [0, 0, 6, 8, 0, 0, 3, 4], [4, 2], embedding.get_parameter("weight")!.grad!, Exact, "row 1 was used twice: [1, 2] + [5, 6]; row 3 once, rows 0 and 2 never.");
    }

    [Fact(DisplayName = "M03.E1 A new table is [V, C] with small random numbers under the name weight")]
    public void Constructor_Table_IsSmallAndRandom()
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenEmbedding embedding = new(200, 50);

        Assert.Equal("weight [200, 50]", Names(embedding));
        double[] values = Values(embedding.state_dict()["weight"]);
        double deviation = Math.Sqrt(values.Sum(v => v * v) / values.Length);
        Assert.InRange(deviation, 0.018, 0.022); // 10,000 draws know their deviation to 0.7 %
        Assert.InRange(values.Average(), -0.001, 0.001);
    }

    [Fact(DisplayName = "M03.E1 Ids outside the table, ids that are not int64 and senseless sizes are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenEmbedding embedding = new(5, 2);

        AssertRefuses("The id 5 of a vocabulary of 5", () => embedding.call(Ids(0, 5)));
        AssertRefuses("The id −1", () => embedding.call(Ids(0, -1)));
        AssertRefuses("Ids in float32", () => embedding.call(zeros(3)));
        AssertRefuses("A vocabulary of 0", () => new TokenEmbedding(0, 2).Dispose());
        AssertRefuses("A width of 0", () => new TokenEmbedding(5, 0).Dispose());
    }

    [Fact(DisplayName = "M03.E1 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenEmbedding embedding = new(5, 2);
        Tensor ids = Ids(1, 2, 3);

        AssertNoLeak("forward", () => embedding.call(ids));
    }

    private static TokenEmbedding With(Tensor table)
    {
        TokenEmbedding embedding = new((int)table.shape[0], (int)table.shape[1]);
        _ = embedding.load_state_dict(new() { ["weight"] = table });
        return embedding;
    }

    private static Tensor Ids(params long[] ids) => tensor(ids, ScalarType.Int64);

    // Multiplies as a linear layer would: V products for each number, all but one of them 0.
    private static double[] OneHotProduct(long[] ids, double[] table, int vocabulary, int width)
    {
        double[] product = new double[ids.Length * width];
        for (int i = 0; i < ids.Length; i++)
        {
            for (int row = 0; row < vocabulary; row++)
            {
                double oneHot = row == ids[i] ? 1 : 0;
                for (int c = 0; c < width; c++) product[(i * width) + c] += oneHot * table[(row * width) + c];
            }
        }

        return product;
    }
}

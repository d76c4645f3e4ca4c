using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E6")]
public sealed class SimilarityTests
{
    [Fact(DisplayName = "M03.E6 Worked by hand: [3, 4] and [4, 3] have the cosine 24/25, and a zero vector has 0 with everything")]
    public void Cosine_OfThreeVectors_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Matrix(2, 3, 4, 0, 0), b = Matrix(2, 4, 3, -6, -8, 0, 0);

        AssertClose("Cosine", [0.96, -1, 0, 0, 0, 0], [2, 3], Similarity.Cosine(a, b), Exact, "(3·4 + 4·3)/(5·5); 0/0 is NaN, so a length of 0 must not divide.");
    }

    [Fact(DisplayName = "M03.E6 For any tables, cosines are what plain loops in float64 give")]
    public void Cosine_OfAnyTables_EqualsPlainLoops()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(61, 4, 7), b = Normal(62, 5, 7) * 100;
        double[][] x = [.. Values(a).Chunk(7)], y = [.. Values(b).Chunk(7)];

        double[] expected = [.. x.SelectMany(p => y.Select(q => p.Zip(q, (s, t) => s * t).Sum() / Math.Sqrt(p.Sum(s => s * s) * q.Sum(t => t * t))))];
        AssertClose("Cosine", expected, [4, 5], Similarity.Cosine(a, b), Layer, "divide by both lengths, along the last axis.");
        AssertGradient("Cosine", m => Similarity.Cosine(m, b.to(ScalarType.Float64)), Normal64(63, 2, 7), "the length depends on the vector too.");
    }

    [Fact(DisplayName = "M03.E6 Of equally near rows the lower id comes first, and stays in when not all fit")]
    public void TopK_OfEqualRows_IsOrderedById()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Matrix(2, 0, 1, 2, 0, 5, 0, 1, 0, -1, 0); // cosines with [1, 0]: 0, 1, 1, 1, −1
        Tensor query = tensor(new float[] { 1, 0 });

        Assert.Equal([1, 2], [.. Similarity.TopK(query, table, 2).Select(n => n.Id)]);
        Assert.Equal([new(1, 1), new(2, 1), new(3, 1), new(0, 0), new(4, -1)], Similarity.TopK(query, table, 5));
    }

    [Fact(DisplayName = "M03.E6 Worked by hand: man is to king as woman is to queen, and never to one of the three")]
    public void Analogy_OnAGrid_FindsTheFourthCorner()
    {
        using DisposeScope scope = NewDisposeScope();

        // Columns: male, female, royal. man, woman, king, queen, and a stranger.
        Tensor table = Matrix(3, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, -1, -1, -1);

        Assert.Equal(3, Similarity.Analogy(table, 0, 2, 1));
        Assert.Equal(2, Similarity.Analogy(table, 1, 3, 0));
        Assert.Equal(3, Similarity.Analogy(table, 0, 0, 2)); // king itself is nearest, but it is in the question
    }

    [Fact(DisplayName = "M03.E6 A rotated copy has the same similarities; a table of noise has others")]
    public void Rsa_OfARotatedCopy_IsOne()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Normal(64, 12, 6);

        Assert.Equal(1, Similarity.Rsa(table, table.matmul(Rotation(65, 6)) * 3), 1e-5);
        Assert.InRange(Similarity.Rsa(table, Normal(66, 12, 9)), -0.5, 0.5);
        Assert.Equal(0, Similarity.Rsa(table, ones(12, 2)));
    }

    [Fact(DisplayName = "M03.E6 Worked by hand: similarities 1, 0, 0 and 0, 1, 0 correlate with −1/2")]
    public void Rsa_OfThreeRows_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Matrix(2, 1, 0, 1, 0, 0, 1), b = Matrix(2, 1, 0, 0, 1, 1, 0); // pairs (0,1), (0,2), (1,2)

        Assert.Equal(-0.5, Similarity.Rsa(a, b), 1e-9);
    }

    [Fact(DisplayName = "M03.E6 Worked by hand: points on a line have one direction, and its variance is over N")]
    public void Pca_OfPointsOnALine_FindsTheLine()
    {
        using DisposeScope scope = NewDisposeScope();
        using PcaResult pca = Alignment.Pca(Matrix(2, 4, 1, 1, 5, 7, -3), 1); // (4, 1) + (−3, 4), + (3, −4)

        AssertClose("Mean", [4, 1], [2], pca.Mean, Exact, "the mean of the rows.");
        AssertClose("Variances", [50.0 / 3], [1], pca.Variances, Layer, "(0² + 5² + 5²)/3.");
        AssertClose("|Components|", [0.6, 0.8], [1, 2], pca.Components.abs(), Layer, "a direction has the length 1; it may point either way.");
        AssertClose("|Scores|", [0, 5, 5], [3, 1], pca.Scores.abs(), Layer, "the centred rows along the direction.");
    }

    [Fact(DisplayName = "M03.E6 All directions rebuild the table; fewer leave exactly the variance of those left out")]
    public void Pca_Reconstructs()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Normal(67, 10, 4) + 5;
        using PcaResult all = Alignment.Pca(table, 4), two = Alignment.Pca(table, 2);

        AssertClose("The table rebuilt", table, all.Mean + all.Scores.matmul(all.Components), Layer, "mean + scores · components.");
        AssertClose("Components · componentsᵀ", eye(4), all.Components.matmul(all.Components.t()), Layer, "directions are orthonormal rows.");
        double lost = Values(table - two.Mean - two.Scores.matmul(two.Components)).Sum(d => d * d) / 10;
        Assert.Equal(Values(all.Variances)[2..].Sum(), lost, 1e-3);
        Assert.Equal(Values(all.Variances).OrderDescending(), Values(all.Variances));
    }

    [Fact(DisplayName = "M03.E6 Procrustes finds a planted rotation, and always returns an orthogonal matrix")]
    public void Procrustes_FindsAPlantedRotation()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Normal(68, 20, 5), rotation = Rotation(69, 5);

        AssertClose("R", rotation, Alignment.Procrustes(a, a.matmul(rotation)), 1e-4, "AᵀB = UΣVᵀ, R = UVᵀ.");
        Tensor any = Alignment.Procrustes(a, Normal(70, 20, 5));
        AssertClose("RᵀR", eye(5), any.t().matmul(any), Layer, "leave the singular values out.");
    }

    [Fact(DisplayName = "M03.E6 Shapes that do not fit, k out of range and rows outside the table are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Normal(71, 5, 3);

        AssertRefuses("Cosine of widths 3 and 2", () => Similarity.Cosine(table, zeros(5, 2)));
        AssertRefuses("Cosine of a vector", () => Similarity.Cosine(zeros(3), table));
        AssertRefuses("TopK with k = 0", () => Similarity.TopK(zeros(3), table, 0));
        AssertRefuses("TopK with k = 6 of 5", () => Similarity.TopK(zeros(3), table, 6));
        AssertRefuses("TopK with a query of width 2", () => Similarity.TopK(zeros(2), table, 1));
        AssertRefuses("Analogy with row 5 of 5", () => Similarity.Analogy(table, 0, 1, 5));
        AssertRefuses("Analogy with three rows", () => Similarity.Analogy(zeros(3, 2), 0, 1, 2));
        AssertRefuses("Rsa of 5 and 4 rows", () => Similarity.Rsa(table, zeros(4, 3)));
        AssertRefuses("Pca with k = 4 of 3 columns", () => Alignment.Pca(table, 4));
        AssertRefuses("Procrustes of widths 3 and 2", () => Alignment.Procrustes(table, zeros(5, 2)));
    }

    [Fact(DisplayName = "M03.E6 Nothing but the result stays in memory")]
    public void Calls_LeaveNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = Normal(72, 6, 3), query = Normal(73, 3);

        AssertNoLeak("Cosine", () => Similarity.Cosine(table, table));
        AssertNoLeak("Pca", () => Alignment.Pca(table, 2));
        AssertNoLeak("Procrustes", () => Alignment.Procrustes(table, table));
        AssertNoLeak("TopK", () => Nothing(Similarity.TopK(query, table, 2)));
        AssertNoLeak("Analogy", () => Nothing(Similarity.Analogy(table, 0, 1, 2)));
        AssertNoLeak("Rsa", () => Nothing(Similarity.Rsa(table, table)));

        static IDisposable Nothing(object? _) => NewDisposeScope();
    }

    private static Tensor Matrix(int width, params float[] values) => tensor(values).reshape(-1, width);

    private static Tensor Rotation(int seed, int width) => linalg.qr(Normal(seed, width, width)).Q;
}

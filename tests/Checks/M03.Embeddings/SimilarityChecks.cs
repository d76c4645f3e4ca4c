namespace LLMCourse.Checks.M03;

public sealed class CosineOutput() : VisibleCheck("M03.E6.cosine", "computes the cosines of all pairs, 0 with a zero vector", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = probe.Random.Normal(3, 5) * 20, b = probe.Random.Normal(4, 5);
        b[2] = zeros(5);
        probe.Observe("cosines", Similarity.Cosine(a, b));
        probe.Observe("cosines in float64", Similarity.Cosine(probe.Random.Normal64(2, 3), probe.Random.Normal64(2, 3)));
        probe.Observe("cosines of zeros", Similarity.Cosine(zeros(2, 3), zeros(1, 3)));
        probe.Observe("cosines of short vectors", Similarity.Cosine(probe.Random.Normal(3, 5) * 1e-10f, probe.Random.Normal(2, 5)));
        Tensor x = probe.Random.Normal(2, 3), y = probe.Random.Normal(4, 3), xBefore = x.clone(), yBefore = y.clone();
        _ = Similarity.Cosine(x, y);
        probe.Observe("the tables stay unchanged", x.eq(xBefore).all().item<bool>() && y.eq(yBefore).all().item<bool>());
        _ = xBefore.requires_grad_();
        _ = yBefore.requires_grad_();
        (Similarity.Cosine(xBefore, yBefore) * probe.Random.Normal(2, 4)).sum().backward();
        probe.Observe("gradient of the first table", xBefore.grad);
        probe.Observe("gradient of the second table", yBefore.grad);
    }
}

public sealed class TopKOutput() : Check("M03.E6.top-k", "finds the nearest rows with their cosines, equal ones by their ids", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Show("nearest of 60", Similarity.TopK(probe.Random.Normal(8), probe.Random.Normal(60, 8) * 3, 7));
        Show("all of 5", Similarity.TopK(probe.Random.Normal(4), probe.Random.Normal(5, 4), 5));

        // Halves: four of them have the length 1 exactly, so that equal cosines are equal in any order of summation.
        Tensor signs = (probe.Random.Integers(0, 2, 300, 4).to(ScalarType.Float32) - 0.5);
        signs[7] = zeros(4);
        Show("nearest to a query that is 0", Similarity.TopK(zeros(4), signs, 3));
        Show("nearest of 300 with many ties", Similarity.TopK(full(4, 0.5f), signs, 90));

        void Show(string name, IReadOnlyList<Neighbour> found)
        {
            probe.Observe($"{name}: ids", found.Select(n => n.Id));
            probe.Observe($"{name}: cosines", found.Select(n => n.Similarity));
        }
    }
}

public sealed class AnalogyOutput()
    : Check("M03.E6.analogy", "answers analogies with vectors of length 1, and never with a row of the question", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal(40, 5) * (probe.Random.Normal(40, 1) * 1.5).exp();
        int[] rows = [.. Enumerable.Range(0, 36).Select(_ => (int)probe.Random.NextInteger(0, 40))];
        probe.Observe("answers",
            Enumerable.Range(0, 12).Select(i => Similarity.Analogy(table, rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2])));

        // The three of the question point nearly the same way, and so does what is looked for.
        Tensor near = probe.Random.Normal(12, 5) + 0;
        for (int row = 0; row < 3; row++) near[row] = (ones(5) * 4) + (probe.Random.Normal(5) * 0.05);
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        probe.Observe("answers where the question is nearest", orders.Select(o => Similarity.Analogy(near, o[0], o[1], o[2])));
        probe.Observe("answers that could be in the question", Enumerable.Range(0, 6).Select(i => Similarity.Analogy(table, i, i, i + 6)));

        // Columns: male, female, royal. man, woman, king, a stranger, and the queen twice.
        float[] court = [1, 0, 0, 0, 1, 0, 1, 0, 1, -1, -1, -1, 0, 1, 1, 0, 1, 1];
        probe.Observe("the lowest of equal answers", Similarity.Analogy(tensor(court).reshape(6, 3), 0, 2, 1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Normalise the rows, take b − a + c, and leave out a, b and c when you look for the nearest.");
}

public sealed class RsaOutput()
    : Check("M03.E6.rsa", "correlates the similarities of two tables, 1 for a rotated and scaled copy", points: 2)
{
    private const string NearlyParallel = "rows that are nearly parallel, as in float64";

    private static readonly string[] Others =
        ["another table", "a table that is alike", "equal rows", "orthogonal rows", "rows on one line"];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal(15, 6), other = probe.Random.Normal(15, 4);
        (Tensor rotation, _) = linalg.qr(probe.Random.Normal(6, 6));
        probe.Observe("a rotated copy", Similarity.Rsa(table, table.matmul(rotation) * 7));
        probe.Observe("another table", Similarity.Rsa(table, other));
        probe.Observe("a table that is alike", Similarity.Rsa(table, table + (probe.Random.Normal(15, 6) * 0.5)));
        probe.Observe("equal rows", Similarity.Rsa(table, ones(15, 3)));
        probe.Observe("orthogonal rows", Similarity.Rsa(eye(15), table));

        // All cosines are 1 but for a millionth, which float32 hardly resolves: what it leaves is chance, another on each kind of processor,
        // so that only whether it is right is observed.
        Tensor narrow = (ones(12, 5, ScalarType.Float64) * 3) + (probe.Random.Normal64(12, 5) * 1e-3);
        Tensor shifted = narrow + (probe.Random.Normal64(12, 5) * 5e-4);
        probe.Observe(NearlyParallel, Math.Abs(Similarity.Rsa(narrow, shifted) - Correlation(narrow, shifted)) <= 1e-6);

        // Multiples of one row: all cosines are 1, but for what rounding leaves.
        Tensor line = probe.Random.Normal64(15, 1).exp() * probe.Random.Normal64(1, 6);
        probe.Observe("rows on one line", Similarity.Rsa(line, table));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double copy = evidence.Number("a rotated copy");
        if (Math.Abs(copy - 1) > 1e-5)
            return Verdict.Fail("A table and its rotated copy do not correlate with 1.", $"Got {ObservationComparer.Format(copy)}.",
                "Compare cosines between rows of one table, never rows of both tables.");
        bool isRightElsewhere = Others.All(name => evidence.EqualsExpected(name, Tolerance).Passed);
        return evidence.Flag(NearlyParallel) || !isRightElsewhere
            ? evidence.EqualsExpected(Tolerance)
            : Verdict.Fail("Where all rows point nearly the same way the correlation is wrong.",
                "There are 12 rows, the cosines of which differ from 1 by a millionth or less.", "Compute the cosines in float64.");
    }

    /// <summary>Computes the Pearson correlation of the cosines above the diagonals, in float64.</summary>
    private static double Correlation(Tensor a, Tensor b)
    {
        (double[] x, double[] y) = (Cosines(a), Cosines(b));
        double meanX = x.Average(), meanY = y.Average();
        double xy = x.Zip(y, (p, q) => (p - meanX) * (q - meanY)).Sum();
        return xy / Math.Sqrt(x.Sum(p => (p - meanX) * (p - meanX)) * y.Sum(q => (q - meanY) * (q - meanY)));
    }

    private static double[] Cosines(Tensor table)
    {
        int rows = (int)table.shape[0], columns = (int)table.shape[1];
        double[] values = [.. table.data<double>()];
        double Dot(int i, int j) => Enumerable.Range(0, columns).Sum(c => values[(i * columns) + c] * values[(j * columns) + c]);
        return [.. from i in Enumerable.Range(0, rows)
                   from j in Enumerable.Range(i + 1, rows - i - 1)
                   select Dot(i, j) / Math.Sqrt(Dot(i, i) * Dot(j, j))];
    }
}

public sealed class PcaOutput()
    : LateCheck("M03.E6.pca", "finds the directions of greatest variance and rebuilds the table from them", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();

        // Directions of clearly different variance, mixed; and a mean far away.
        Tensor spread = tensor(new float[] { 6, 4, 2.5f, 1.5f, 0.5f });
        (Tensor rotation, _) = linalg.qr(probe.Random.Normal(5, 5));
        Tensor table = (probe.Random.Normal(30, 5) * spread).matmul(rotation) + 10;
        PcaResult two = Alignment.Pca(table, 2), all = Alignment.Pca(table, 5);
        probe.Observe("mean", two.Mean);
        probe.Observe("variances", two.Variances);

        // Either way along a direction is right: what is compared does not know which.
        probe.Observe("components without signs", two.Components.abs());
        probe.Observe("projection", two.Components.t().matmul(two.Components));
        probe.Observe("rebuilt from two", two.Scores.matmul(two.Components) + two.Mean);
        probe.Observe("what is missing when rebuilt from all", (all.Scores.matmul(all.Components) + all.Mean - table).abs().max());
        probe.Observe("sizes", ((int[])[(int)all.Components.shape[0], (int)all.Scores.shape[1], (int)two.Scores.shape[0]]).AsEnumerable());
        PcaResult wide = Alignment.Pca(table.to(ScalarType.Float64), 2);
        probe.Observe("float64 for float64",
            ((Tensor[])[wide.Mean, wide.Components, wide.Scores, wide.Variances]).All(part => part.dtype == ScalarType.Float64));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-3, 1e-3, "directions are known as well as their variances differ"));
}

public sealed class ProcrustesOutput()
    : Check("M03.E6.procrustes", "recovers a planted rotation or reflection, and returns an orthogonal matrix", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = probe.Random.Normal(25, 6);
        (Tensor rotation, _) = linalg.qr(probe.Random.Normal(6, 6));
        Tensor mirrored = rotation.clone();
        mirrored[0] = -mirrored[0];
        probe.Observe("what is missing to the rotation",
            (Alignment.Procrustes(a, a.matmul(rotation)) - rotation).abs().max().item<float>());
        probe.Observe("what is missing to its mirror image",
            (Alignment.Procrustes(a, a.matmul(mirrored)) - mirrored).abs().max().item<float>());
        Tensor any = Alignment.Procrustes(a, probe.Random.Normal(25, 6) + a);
        probe.Observe("for noise", any);
        probe.Observe("for noise, RᵀR", any.t().matmul(any));
        Tensor wide = a.to(ScalarType.Float64);
        probe.Observe("float64 for float64", Alignment.Procrustes(wide, wide).dtype == ScalarType.Float64);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-4, 1e-4, "a singular value decomposition in float32"));
}

public sealed class SimilarityBadArguments()
    : Check("M03.E6.bad-arguments", "refuses shapes that do not fit, k out of range, and rows outside the table")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal(6, 4);
        probe.ObserveThrows<ArgumentException>("cosines of widths 4 and 3", () => Similarity.Cosine(table, zeros(2, 3)));
        probe.ObserveThrows<ArgumentException>("cosines of a vector", () => Similarity.Cosine(table, zeros(4)));
        Tensor vector = zeros(4), whole = ones(6, 4, ScalarType.Int64), two = probe.Random.Normal(2, 4), three = probe.Random.Normal(3, 2);
        probe.ObserveThrows<ArgumentException>("cosines with a vector in front", () => Similarity.Cosine(vector, table));
        probe.ObserveThrows<ArgumentException>("cosines of int64", () => Similarity.Cosine(whole, whole));
        probe.ObserveThrows<ArgumentException>("the nearest in a vector", () => Similarity.TopK(zeros(4), vector, 1));
        probe.ObserveThrows<ArgumentException>("the nearest to a matrix", () => Similarity.TopK(table.narrow(0, 0, 1), table, 1));
        probe.ObserveThrows<ArgumentException>("an analogy in int64", () => Similarity.Analogy(whole, 0, 1, 2));
        probe.ObserveThrows<ArgumentException>("an analogy of 3 rows", () => Similarity.Analogy(three, 0, 1, 2));
        probe.ObserveThrows<ArgumentException>("RSA with int64 in front", () => Similarity.Rsa(whole, table));
        probe.ObserveThrows<ArgumentException>("RSA with int64 behind", () => Similarity.Rsa(table, whole));
        probe.ObserveThrows<ArgumentException>("RSA of 2 rows", () => Similarity.Rsa(two, two));
        probe.ObserveThrows<ArgumentException>("directions of int64", () => Alignment.Pca(whole, 1));
        probe.ObserveThrows<ArgumentException>("directions of a vector", () => Alignment.Pca(vector, 1));
        probe.ObserveThrows<ArgumentException>("directions of 1 row", () => Alignment.Pca(table.narrow(0, 0, 1), 1));
        probe.ObserveThrows<ArgumentException>("Procrustes with int64 in front", () => Alignment.Procrustes(whole, table));
        probe.ObserveThrows<ArgumentException>("Procrustes with int64 behind", () => Alignment.Procrustes(table, whole));
        probe.ObserveThrows<ArgumentException>("Procrustes of vectors", () => Alignment.Procrustes(vector, vector));
        probe.ObserveAccepts("an analogy of 4 rows", () => Similarity.Analogy(probe.Random.Normal(4, 3), 0, 1, 2));
        probe.ObserveAccepts("RSA of 3 rows of width 2", () => Similarity.Rsa(three, three));
        probe.ObserveAccepts("one direction of 2 rows", () => Alignment.Pca(two, 1));
        probe.ObserveAccepts("k = 1", () => Similarity.TopK(zeros(4), table, 1));
        probe.ObserveThrows<ArgumentException>("cosines of two dtypes", () => Similarity.Cosine(table, table.to(ScalarType.Float64)));
        probe.ObserveThrows<ArgumentException>("3 directions of 2 rows", () => Alignment.Pca(two, 3));
        foreach ((int a, int b, int c) in ((int, int, int)[])[(-1, 1, 2), (0, -1, 2), (0, 1, -1)])
            probe.ObserveThrows<ArgumentException>($"an analogy with the rows {a}, {b}, {c}", () => Similarity.Analogy(table, a, b, c));
        probe.ObserveThrows<ArgumentException>("k = 0", () => Similarity.TopK(zeros(4), table, 0));
        probe.ObserveThrows<ArgumentException>("k = 7 of 6", () => Similarity.TopK(zeros(4), table, 7));
        probe.ObserveThrows<ArgumentException>("a query of width 3", () => Similarity.TopK(zeros(3), table, 1));
        probe.ObserveThrows<ArgumentException>("an analogy with row 6 of 6", () => Similarity.Analogy(table, 0, 1, 6));
        probe.ObserveThrows<ArgumentException>("RSA of 6 and 5 rows", () => Similarity.Rsa(table, zeros(5, 4)));
        probe.ObserveThrows<ArgumentException>("5 directions of 4 columns", () => Alignment.Pca(table, 5));
        probe.ObserveThrows<ArgumentException>("0 directions", () => Alignment.Pca(table, 0));
        probe.ObserveThrows<ArgumentException>("Procrustes of 6 and 5 rows", () => Alignment.Procrustes(table, zeros(5, 4)));
        probe.ObserveAccepts("k = 6 of 6", () => Similarity.TopK(zeros(4), table, 6));
        probe.ObserveAccepts("4 directions of 4 columns", () => Alignment.Pca(table, 4).Dispose());
    }
}

public sealed class SimilarityLeavesNothing() : Check("M03.E6.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal(6, 4), query = probe.Random.Normal(4);
        probe.ObserveLeak("tensors left by Cosine", () => Similarity.Cosine(table, table));
        probe.ObserveLeak("tensors left by Procrustes", () => Alignment.Procrustes(table, table));
        probe.ObserveLeak("tensors left by Pca", () =>
        {
            PcaResult pca = Alignment.Pca(table, 2);
            pca.Components.Dispose();
            pca.Scores.Dispose();
            pca.Variances.Dispose();
            return pca.Mean;
        });
        probe.ObserveLeak("tensors left by TopK, Analogy and Rsa", () =>
        {
            _ = Similarity.TopK(query, table, 2);
            _ = Similarity.Analogy(table, 0, 1, 2);
            _ = Similarity.Rsa(table, table);
            return zeros(1);
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class TopKSpeed()
    : PerformanceCheck("M03.E6.speed",
        "finds the nearest of 50,000 vectors within four times the time of normalising the table, a product and the library's top-k",
        points: 1)
{
    private const int Width = 128, Wanted = 10;

    // One table serves all pieces of work of a size: at 26 MB each, a table of its own for every one would not fit.
    private static Tensor? _table;

    public override string SizeName => "V (rows of width 128)";

    public override IReadOnlyList<int> Sizes => [6250, 12500, 25000, 50000];

    public override int ComparedSize => 50000;

    public override double MaximumRatio => 4;

    public override double MaximumExponent => 1.4;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        if (_table?.shape[0] != size)
        {
            _table?.Dispose();
            using DisposeScope scope = NewDisposeScope();

            // A table without structure from few draws: an outer product, bent. Not the probe's
            // draws: which piece of work comes first differs.
            var random = CheckRandom.For($"{Id} {size}");
            _table = random.Normal(size, 1).mul(random.Normal(1, Width) * 7).sin_().add_(random.Normal(1, Width)).DetachFromDisposeScope();
        }

        Tensor table = _table, query = probe.Random.Normal(Width);
        if (implementation == Implementation.Submission)
            return () => tensor(Similarity.TopK(query, table, Wanted).Select(n => n.Similarity).ToArray(), ScalarType.Float64);

        return () =>
        {
            using DisposeScope scope = NewDisposeScope();

            // As the handout has it: vectors of length 1 first. Dividing the products instead spares a copy of the table, and is faster.
            Tensor cosines = (table / table.pow(2).sum(-1, keepdim: true).sqrt()).matmul(query / query.norm());
            return cosines.topk(Wanted).values.to(ScalarType.Float64).MoveToOuterDisposeScope();
        };
    }
}

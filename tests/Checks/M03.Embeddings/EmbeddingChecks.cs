namespace LLMCourse.Checks.M03;

/// <summary>Makes the embeddings that the checks look at.</summary>
internal static class Tables
{
    /// <summary>Makes an embedding with a given table.</summary>
    public static TokenEmbedding Embedding(Tensor table)
    {
        var embedding = new TokenEmbedding((int)table.shape[0], (int)table.shape[1]);
        _ = embedding.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = table });
        return embedding;
    }

    /// <summary>Lists names and shapes of a module's state dictionary, a line each, in the order of the names.</summary>
    public static string Names(nn.Module module) =>
        string.Join('\n',
            module.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} [{string.Join(", ", e.Value.shape)}]"));

    /// <summary>Makes a list of int64.</summary>
    public static Tensor Ids(params long[] ids) => tensor(ids, ScalarType.Int64);
}

public sealed class EmbeddingOutput() : VisibleCheck("M03.E1.output", "gives every id its row, whatever the shape of the ids", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenEmbedding embedding = Tables.Embedding(probe.Random.Normal(9, 4));
        probe.Observe("embedding of [6]", embedding.call(probe.Random.Integers(0, 9, 6)));
        probe.Observe("embedding of [2, 3]", embedding.call(probe.Random.Integers(0, 9, 2, 3)));
        probe.Observe("embedding of a scalar", embedding.call(tensor(7L)));
        probe.Observe("embedding of [2, 0]", embedding.call(zeros([2, 0], ScalarType.Int64)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class EmbeddingIsOneHotProduct()
    : Check("M03.E1.one-hot", "equals the product of one-hot vectors and the table, bit for bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal(50, 8), ids = probe.Random.Integers(0, 50, 3, 20);
        probe.Observe("embedding", Tables.Embedding(table).call(ids));
        Tensor oneHot = ids.unsqueeze(-1).eq(arange(50, ScalarType.Int64)).to(ScalarType.Float32); // [3, 20, V]
        probe.Observe("one-hot product", oneHot.matmul(table));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict same = ObservationComparer.Tensors(evidence.Tensor("one-hot product") with { Name = "embedding" },
            evidence.Tensor("embedding"), Tolerance.Exact);
        return same.Passed
            ? evidence.EqualsExpected(Tolerance.Exact)
            : same.WithHint("Return the rows as they are: nothing is scaled, and nothing is added.");
    }
}

public sealed class EmbeddingGradient()
    : LateCheck("M03.E1.gradient", "lets the gradient add up in the row of an id that stands more than once", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenEmbedding embedding = Tables.Embedding(probe.Random.Normal(6, 3));
        (embedding.call(Tables.Ids(4, 1, 4, 4, 0).reshape(1, 5)) * probe.Random.Normal(1, 5, 3)).sum().backward();
        probe.Observe("gradient of the table", embedding.get_parameter("weight")?.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Work on the parameter itself: a copy, or numbers taken out with data<float>(), have no way back.");
}

public sealed class EmbeddingTable() : Check("M03.E1.table", "registers a table [V, C] under the name weight, drawn from N(0, 0.02²)")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        _ = manual_seed(7);
        var embedding = new TokenEmbedding(300, 40);
        probe.Observe("names", Tables.Names(embedding));
        Tensor table = embedding.state_dict().Values.First().to(ScalarType.Float64);
        probe.Observe("mean", table.mean().item<double>());
        probe.Observe("standard deviation", table.pow(2).mean().sqrt().item<double>());
        probe.Observe("trainable", embedding.parameters().Any(p => p.requires_grad));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict names = evidence.EqualsExpected("names", Tolerance.Exact);
        if (!names.Passed) return names;
        if (!evidence.Flag("trainable")) return Verdict.Fail("The table is not trained: it is not a parameter that requires a gradient.");

        // 12,000 draws know their deviation to 0.6 %, and their mean to 0.0002.
        double deviation = evidence.Number("standard deviation"), mean = evidence.Number("mean");
        return deviation is > 0.0185 and < 0.0215 && Math.Abs(mean) < 0.001
            ? Verdict.Pass
            : Verdict.Fail("The new table is not drawn from N(0, 0.02²).",
                FormattableString.Invariant($"Its mean is {mean:0.####} and its standard deviation {deviation:0.####}."),
                "Draw with randn and multiply by 0.02.");
    }
}

public sealed class EmbeddingDtype() : Check("M03.E1.dtype", "follows when the module is converted to another dtype")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenEmbedding embedding = Tables.Embedding(probe.Random.Normal(5, 2));
        probe.Observe("embedding in float64", embedding.to(ScalarType.Float64).call(Tables.Ids(3, 3, 1)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Ask for the parameter when you need it (`get_parameter(\"weight\")`): converting a module puts a new one in its place.");
}

public sealed class EmbeddingBadArguments()
    : Check("M03.E1.bad-arguments", "refuses ids outside the vocabulary, ids of another dtype, and sizes below 1")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenEmbedding embedding = Tables.Embedding(probe.Random.Normal(6, 2));
        probe.ObserveThrows<ArgumentException>("id 6 of a vocabulary of 6", () => embedding.call(Tables.Ids(0, 6)));
        probe.ObserveThrows<ArgumentException>("id -1", () => embedding.call(Tables.Ids(-1, 2)));
        probe.ObserveThrows<ArgumentException>("ids in float32", () => embedding.call(zeros(3)));
        probe.ObserveThrows<ArgumentException>("ids in int32", () => embedding.call(zeros([3], ScalarType.Int32)));
        probe.ObserveThrows<ArgumentException>("a vocabulary of 0", () => _ = new TokenEmbedding(0, 2));
        probe.ObserveThrows<ArgumentException>("a width of 0", () => _ = new TokenEmbedding(6, 0));
        probe.ObserveAccepts("ids 0 and 5 of a vocabulary of 6", () => embedding.call(Tables.Ids(0, 5)));
    }
}

public sealed class EmbeddingLeavesNothing() : Check("M03.E1.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenEmbedding embedding = Tables.Embedding(probe.Random.Normal(6, 2));
        Tensor ids = Tables.Ids(1, 5);
        probe.ObserveLeak("tensors left by forward", () => embedding.call(ids));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class EmbeddingSpeed()
    : PerformanceCheck("M03.E1.speed",
        "gathers rows: its time does not grow with the vocabulary, as a product with one-hot vectors would", points: 1)
{
    private const int Tokens = 512, Width = 64;

    public override string SizeName => "V (vocabulary)";

    public override IReadOnlyList<int> Sizes => [1000, 4000, 16000];

    public override int ComparedSize => 16000;

    public override double MaximumRatio => 4;

    // A product with one-hot vectors comes out near 1.
    public override double MaximumExponent => 0.5;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 16th row of the result",
            Prepare(probe, Sizes[0], Implementation.Submission)()[TensorIndex.Slice(0, null, 16)]);
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        // Rows far apart, so that they come from memory; their numbers do not matter, so that few are drawn.
        Tensor table = (arange((long)size * Width, ScalarType.Float32).reshape(size, Width) % 977) - probe.Random.NextDouble();
        Tensor ids = probe.Random.Integers(0, size, Tokens);
        if (implementation == Implementation.Submission)
        {
            TokenEmbedding embedding = probe.Owns(Tables.Embedding(table));
            return () =>
            {
                using IDisposable noGradient = no_grad();
                return embedding.call(ids);
            };
        }

        TorchSharp.Modules.Embedding reference = probe.Owns(nn.Embedding(size, Width));
        _ = reference.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = table });
        return () =>
        {
            using IDisposable noGradient = no_grad();
            return reference.call(ids);
        };
    }
}

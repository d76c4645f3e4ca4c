namespace LLMCourse.Checks.M01;

/// <summary>What the checks of the bigram model share.</summary>
internal static class Tables
{
    /// <summary>Makes a model with these logits.</summary>
    public static BigramLm Model(Tensor table)
    {
        BigramLm model = new((int)table.shape[0]);
        using IDisposable noGradient = no_grad();
        _ = (model.get_parameter("weight") ?? throw new InvalidOperationException("BigramLm has no parameter 'weight'.")).copy_(table);
        return model;
    }

    /// <summary>Draws tokens from a random chain, so that there is something to learn.</summary>
    public static Tensor Chain(CheckRandom random, int vocabulary, int rows, int columns)
    {
        long[] ids = new long[rows * columns];
        for (int i = 1; i < ids.Length; i++)
            ids[i] = random.NextDouble() < 0.7 ? (ids[i - 1] * 3 + 1) % vocabulary : random.NextInteger(0, vocabulary);
        return tensor(ids, ScalarType.Int64).reshape(rows, columns);
    }
}

public sealed class BigramRows() : VisibleCheck("M01.E6.rows", "gives each token's row of the table as logits", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = Tables.Model(probe.Random.Normal(5, 5));
        probe.Observe("logits", model.call(probe.Random.Integers(0, 5, 2, 3)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BigramShapes()
    : Check("M01.E6.shapes", "works for any batch, length and vocabulary, and has the one parameter weight [V, V]")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = Tables.Model(probe.Random.Normal(11, 11)), one = Tables.Model(probe.Random.Normal(1, 1));
        probe.Observe("[1, 1]", model.call(probe.Random.Integers(0, 11, 1, 1)));
        probe.Observe("[3, 0]", model.call(probe.Random.Integers(0, 11, 3, 0)));
        probe.Observe("[4, 7], not contiguous", model.call(probe.Random.Integers(0, 11, 7, 4).t()));
        probe.Observe("a vocabulary of one", one.call(zeros(2, 2, ScalarType.Int64)));
        probe.Observe("parameters",
            string.Join(", ", model.named_parameters().Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]")));
    }
}

public sealed class BigramLoss()
    : Check("M01.E6.loss", "computes the loss, the mean of −ln P(next | token) over all adjacent pairs, with its gradient", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = Tables.Model(probe.Random.Normal(6, 6) * 2);
        Tensor ids = probe.Random.Integers(0, 6, 3, 9);
        Tensor loss = model.Loss(ids);
        loss.backward();
        probe.Observe("Loss", loss);
        probe.Observe("gradient", model.get_parameter("weight")?.grad);
        probe.Observe("Loss of one pair", model.Loss(ids[TensorIndex.Slice(0, 1), TensorIndex.Slice(0, 2)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Layer)
        .WithHint("Position t predicts the token at t + 1, so the last position has no target and the first token is none.");
}

public sealed class BigramInitial() : Check("M01.E6.initial", "starts at a loss of about ln V, before it has learned anything")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(probe.Random.NextInteger(0, 1 << 30));
        foreach (int size in (int[])[2, 40, 300])
        {
            using BigramLm model = new(size);
            probe.Observe($"untrained loss − ln V, V = {size}",
                model.Loss(probe.Random.Integers(0, size, 8, 64)).item<float>() - Math.Log(size));
            probe.Observe($"InitialLoss({size})", BigramLm.InitialLoss(size));
            Tensor weight = model.get_parameter("weight")!;
            if (size == 300) probe.Observe("the weights deviate by about 0.02", weight.std().item<float>() is > 0.018f and < 0.022f);
            probe.Observe($"the weights differ, V = {size}", weight.max().item<float>() > weight.min().item<float>());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        foreach (Observation observed in evidence.Expected)
        {
            bool isDifference = observed.Name.StartsWith("untrained", StringComparison.Ordinal);
            if (isDifference && !(Math.Abs(evidence.Number(observed.Name)) <= 0.05))
                return Verdict.Fail($"`{observed.Name}` is more than 0.05.",
                    $"It is {ObservationComparer.Format(evidence.Number(observed.Name))}.",
                    "Begin with small weights: normal numbers times 0.02.");
            Verdict same = isDifference ? Verdict.Pass : evidence.EqualsExpected(observed.Name, Tolerance.Operator);
            if (!same.Passed) return same;
        }

        return Verdict.Pass;
    }
}

public sealed class BigramTrained()
    : LateCheck("M01.E6.trained", "learns what counting gives: its loss comes within 0.02 of the counted bigrams' loss", points: 2)
{
    private const int Size = 7;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(probe.Random.NextInteger(0, 1 << 30));
        using BigramLm model = new(Size);
        Tensor ids = Tables.Chain(probe.Random, Size, 4, 150);
        double floor = CountedLoss(ids);
        Tensor before = model.get_parameter("weight")!.detach().clone();
        _ = model.Train(ids, 0, 0.1);
        probe.Observe("change of the weights without a step", (model.get_parameter("weight")! - before).abs().max().item<float>());
        using BigramLm once = Tables.Model(before), twice = Tables.Model(before);
        (double first, double second) = (once.Train(ids, 1, 0.1), twice.Train(ids, 2, 0.1));
        probe.Observe("one step changes nothing", once.get_parameter("weight")!.eq(before).all().item<bool>() ? 1 : 0);
        probe.Observe("two steps give the loss of one", first == second ? 1 : 0);
        probe.Observe("loss without a step − untrained loss", model.Train(ids, 0, 0.1) - model.Loss(ids).item<float>());
        probe.Observe("returned loss − counted loss", model.Train(ids, 250, 0.1) - floor);
        probe.Observe("loss of the trained model − counted loss", model.Loss(ids).item<float>() - floor);
    }

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        foreach (Observation observed in evidence.Expected)
        {
            double gap = evidence.Number(observed.Name);
            if (!(Math.Abs(gap) <= 0.02))
            {
                return Verdict.Fail(
                    gap < 0
                        ? $"`{observed.Name}` is negative: no bigram model loses less than the counts."
                        : $"`{observed.Name}` is more than 0.02 nats.",
                    $"It is {ObservationComparer.Format(gap)}.",
                    "A step is zero_grad, loss, backward, step; and the loss is that after the last step.");
            }
        }

        return Verdict.Pass;
    }

    private static double CountedLoss(Tensor ids)
    {
        long[] tokens = ids.data<long>().ToArray();
        int columns = (int)ids.shape[1];
        double[,] counts = new double[Size, Size];
        double[] sums = new double[Size];
        double loss = 0, pairs = 0;
        for (int i = 0; i + 1 < tokens.Length; i++)
        {
            if (i % columns == columns - 1) continue;
            counts[tokens[i], tokens[i + 1]]++;
            sums[tokens[i]]++;
            pairs++;
        }

        for (int a = 0; a < Size; a++)
        {
            for (int b = 0; b < Size; b++) loss -= counts[a, b] == 0 ? 0 : counts[a, b] * Math.Log(counts[a, b] / sums[a]);
        }

        return loss / pairs;
    }
}

public sealed class BigramLeavesNothing() : Check("M01.E6.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = Tables.Model(probe.Random.Normal(5, 5));
        Tensor ids = probe.Random.Integers(0, 5, 2, 6);
        probe.ObserveLeak("tensors left by forward", () => model.call(ids));
        probe.ObserveLeak("tensors left by Loss", () => model.Loss(ids));
        probe.ObserveGrowth("tensors that Train keeps for each step", steps => model.Train(ids, steps, 0.1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class BigramBadArguments()
    : Check("M01.E6.bad-arguments", "refuses tokens that are not in the vocabulary, and ids of the wrong dtype or shape")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using BigramLm model = Tables.Model(probe.Random.Normal(4, 4));
        Tensor good = probe.Random.Integers(0, 4, 2, 3);
        probe.ObserveThrows<ArgumentException>("a vocabulary of 0", () => _ = new BigramLm(0));
        probe.ObserveThrows<ArgumentException>("InitialLoss of 0", () => BigramLm.InitialLoss(0));
        probe.ObserveThrows<ArgumentException>("the token 4 of 4", () => model.call(good + 4));
        probe.ObserveThrows<ArgumentException>("the token −1", () => model.call(good - 4));
        probe.ObserveThrows<ArgumentException>("the token 4 among others", () => model.call(tensor(new long[] { 0, 4, 1 }).reshape(1, 3)));
        probe.ObserveThrows<ArgumentException>("the token −1 among others",
            () => model.call(tensor(new long[] { 3, -1, 1 }).reshape(1, 3)));
        probe.ObserveThrows<ArgumentException>("the loss of the token 4 at the end",
            () => model.Loss(tensor(new long[] { 0, 1, 4 }).reshape(1, 3)));
        probe.ObserveThrows<ArgumentException>("ids of float32", () => model.call(good.to(ScalarType.Float32)));
        probe.ObserveThrows<ArgumentException>("ids of one axis", () => model.call(good[0]));
        probe.ObserveThrows<ArgumentException>("the loss of sequences of one token", () => model.Loss(good.narrow(1, 0, 1)));
        probe.ObserveThrows<ArgumentException>("−1 steps", () => model.Train(good, -1, 0.1));
        probe.ObserveThrows<ArgumentException>("a learning rate of 0", () => model.Train(good, 1, 0));
        probe.ObserveAccepts("ids that fit", () => model.call(good));
    }
}

namespace LLMCourse.Checks.M09;

public sealed class MaskedMeans() : Check("M09.E1.masked", "is the mean, or the sum over a constant, of what the mask leaves", points: 2)
{
    private static readonly (string Name, long[] Shape, int? Dim)[] Cases =
        [("vector", [7], null), ("vector by axis", [7], 0), ("rows", [4, 6], 1), ("columns", [5, 3], 0), ("all of a matrix", [4, 6], null),
            ("last of three", [2, 3, 5], -1), ("first of three", [2, 3, 5], -3), ("middle of three", [3, 4, 2], 1)];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, long[] shape, int? dim) in Cases)
        {
            Tensor values = probe.Random.Normal64(shape), mask = probe.Random.Uniform(0, 1, shape).lt(0.6);
            probe.Observe($"{name}: values", values);
            probe.Observe($"{name}: mask", mask);
            probe.Observe($"{name}: mean", MaskedLoss.Mean(values, mask, dim));
            probe.Observe($"{name}: normalized", MaskedLoss.Normalize(values, mask, 3.5, dim));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string name, long[] shape, int? dim) in Cases)
        {
            IReadOnlyList<double> values = evidence.Tensor($"{name}: values").Values, mask = evidence.Tensor($"{name}: mask").Values;
            // An axis in the middle: what is before it, itself, what is behind it.
            int axis = dim is { } d ? (d + shape.Length) % shape.Length : 0;
            long before = dim is null ? 1 : shape[..axis].Aggregate(1L, (a, b) => a * b), behind = dim is null
                ? 1
                : shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b), size = values.Count / before / behind;
            var means = new List<double>();
            var sums = new List<double>();
            for (long i = 0; i < before; i++)
            {
                for (long j = 0; j < behind; j++)
                {
                    double sum = 0, count = 0;
                    for (long k = 0; k < size; k++)
                    {
                        int at = (int)((((i * size) + k) * behind) + j);
                        if (mask[at] == 1) (sum, count) = (sum + values[at], count + 1);
                    }

                    means.Add(count == 0 ? 0 : sum / count);
                    sums.Add(sum / 3.5);
                }
            }

            long[] left = dim is null ? [] : [.. shape[..axis], .. shape[(axis + 1)..]];
            foreach ((string part, List<double> expected) in new[] { ("mean", means), ("normalized", sums) })
            {
                TensorObservation seen = evidence.Tensor($"{name}: {part}");
                if (seen.Type != ElementType.Float64 || !seen.Shape.SequenceEqual(left))
                    return Verdict.Fail($"{name}, {part}: it is {seen.Describe()}; it must be float64 [{string.Join(", ", left)}].");
                for (int i = 0; i < expected.Count; i++)
                {
                    if (!Tolerance.Double.Allows(expected[i], seen.Values[i]))
                        return Verdict.Fail($"{name}, {part}: entry {i} is {seen.Values[i]:G6}; expected {expected[i]:G6}.");
                }
            }
        }

        return Verdict.Pass;
    }
}

public sealed class MasksHide()
    : Check("M09.E1.masked-nan", "lets nothing under the mask into values or gradients, be it NaN, and gives 0 for an empty column")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = tensor(new[,] { { true, false, false }, { true, false, true }, { false, false, true } });
        foreach (double hidden in new[] { double.NaN, double.PositiveInfinity, 1e300 })
        {
            Tensor start = where(mask, probe.Random.Normal64(3, 3), full(3, 3, hidden, dtype: ScalarType.Float64));
            foreach (bool isMean in new[] { true, false })
            {
                using TorchSharp.Modules.Parameter values = new(start.clone());
                Tensor result = isMean ? MaskedLoss.Mean(values, mask, 0) : MaskedLoss.Normalize(values, mask, 4, 0);
                (result * tensor(new[] { 1.0, 10, 100 })).sum().backward();
                probe.Observe($"{(isMean ? "mean" : "normalized")}, {hidden} hidden", result);
                probe.Observe($"{(isMean ? "mean" : "normalized")}, {hidden} hidden: gradient", values.grad);
            }
        }

        Tensor nothing = zeros(2, 2, dtype: ScalarType.Bool);
        probe.Observe("mean of nothing", MaskedLoss.Mean(full(2, 2, double.NaN), nothing));
        probe.Observe("nothing normalized", MaskedLoss.Normalize(full(2, 2, double.NaN), nothing, 5));
        probe.Observe("float32 stays float32", MaskedLoss.Mean(ones(2, 2), nothing.logical_not(), 1));
        foreach (ScalarType type in new[] { ScalarType.Float16, ScalarType.BFloat16 })
        {
            Tensor two = full(2, 2, 2, dtype: type);
            probe.Observe($"mean of {type}", MaskedLoss.Mean(two, nothing.logical_not(), 1));
            probe.Observe($"{type} normalized", MaskedLoss.Normalize(two, nothing.logical_not(), 4));
        }

        probe.Observe("normalized by a negative constant", MaskedLoss.Normalize(ones(2, 2), nothing.logical_not(), -4, 0));
        Tensor kept = ones(2, 2), keptMask = eye(2).to_type(ScalarType.Bool);
        _ = MaskedLoss.Mean(kept, keptMask, 1);
        _ = MaskedLoss.Normalize(kept, keptMask, 2);
        probe.Observe("arguments stay unchanged", kept.eq(1).all().item<bool>() && keptMask.sum().item<long>() == 2);
        foreach (bool isMean in new[] { true, false })
        {
            using TorchSharp.Modules.Parameter values = new(full(2, 2, double.NaN, dtype: ScalarType.Float64));
            Tensor result = isMean ? MaskedLoss.Mean(values, nothing) : MaskedLoss.Normalize(values, nothing, 5);
            if (result.requires_grad) result.backward();
            probe.Observe(isMean ? "mean of nothing: gradient" : "nothing normalized: gradient", values.grad);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("0·NaN is NaN. Fill what does not count, before anything is summed.");
}

public sealed class LossOfLearnedTokens() : Check("M09.E1.loss", "is the mean of −ln P over all learned tokens of the batch", points: 2)
{
    private static readonly (int Rows, int Length, int Vocabulary)[] Cases = [(1, 1, 2), (3, 5, 7), (4, 9, 11), (2, 16, 30)];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int rows, int length, int vocabulary) in Cases)
        {
            string name = $"{rows} rows of {length}";
            Tensor logits = 3 * probe.Random.Normal64(rows, length, vocabulary),
                labels = probe.Random.Integers(0, vocabulary, rows, length);
            // Rows that learn much and rows that learn little, so that a mean of their means is another number.
            Tensor isLearned = arange(length).unsqueeze(0).ge(arange(rows).unsqueeze(1) * length / rows);
            labels = where(isLearned, labels, full_like(labels, -100));
            probe.Observe($"{name}: logits", logits);
            probe.Observe($"{name}: labels", labels);
            probe.Observe($"{name}: count", (double)SftLoss.Count(labels));
            probe.Observe($"{name}: loss", SftLoss.Compute(logits, labels));
            probe.Observe($"{name}: over 17", SftLoss.Compute(logits, labels, 17));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int rows, int length, int vocabulary) in Cases)
        {
            string name = $"{rows} rows of {length}";
            IReadOnlyList<double> logits = evidence.Tensor($"{name}: logits").Values, labels = evidence.Tensor($"{name}: labels").Values;
            double sum = 0;
            int count = 0;
            for (int i = 0; i < rows * length; i++)
            {
                if (labels[i] < 0) continue;
                double[] row = [.. Enumerable.Range(0, vocabulary).Select(v => logits[(i * vocabulary) + v])];
                sum += Math.Log(row.Sum(Math.Exp)) - row[(int)labels[i]];
                count++;
            }

            if (evidence.Number($"{name}: count") != count)
                return Verdict.Fail($"{name}: {evidence.Number($"{name}: count")} labels were counted; there are {count}.");
            foreach ((string part, double expected) in new[] { ("loss", sum / count), ("over 17", sum / 17) })
            {
                TensorObservation seen = evidence.Tensor($"{name}: {part}");
                if (seen.Shape.Count != 0 || !Tolerance.Double.Allows(expected, seen.Values[0]))
                    return Verdict.Fail($"{name}, {part}: it is {seen.Values[0]:G8}, {seen.Describe()}; expected {expected:G8}, a scalar.");
            }
        }

        return Verdict.Pass;
    }
}

public sealed class PartsAddUp()
    : Check("M09.E1.accumulation", "gives parts of a batch gradients that add up to those of the whole", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal64(4, 5, 6), labels = probe.Random.Integers(0, 6, 4, 5);
        labels[0, 1..] = -100; // one token, five, three, none
        labels[2, ..2] = -100;
        labels[3] = -100;
        using TorchSharp.Modules.Parameter whole = new(start.clone()), parts = new(start.clone());
        SftLoss.Compute(whole, labels).backward();
        double count = SftLoss.Count(labels), total = 0;
        for (int row = 0; row < 4; row++)
        {
            Tensor part = SftLoss.Compute(parts[row..(row + 1)], labels[row..(row + 1)], count);
            part.backward();
            total += part.item<double>();
        }

        probe.Observe("count", count);
        probe.Observe("gradient of the whole", whole.grad);
        probe.Observe("gradient of the parts", parts.grad);
        probe.Observe("loss of the whole", SftLoss.Compute(start, labels).item<double>());
        probe.Observe("loss of the parts", total);
        var differences = new List<double>();
        for (int i = 0; i < 12; i++)
        {
            int row = i % 4, column = i % 5, v = i % 6;
            Tensor up = start.clone(), down = start.clone();
            up[row, column, v] = up[row, column, v] + 1e-5;
            down[row, column, v] = down[row, column, v] - 1e-5;
            differences.Add((SftLoss.Compute(up, labels).item<double>() - SftLoss.Compute(down, labels).item<double>()) / 2e-5);
        }

        probe.Observe("central differences", (IEnumerable<double>)differences);
    }

    public override Verdict Judge(Evidence evidence)
    {
        IReadOnlyList<double> whole = evidence.Tensor("gradient of the whole").Values,
            parts = evidence.Tensor("gradient of the parts").Values, differences = evidence.Tensor("central differences").Values;
        for (int i = 0; i < whole.Count; i++)
        {
            if (!Tolerance.Double.Allows(whole[i], parts[i]))
                return Verdict.Fail($"Four parts that share the divisor {evidence.Number("count")} give a gradient of {parts[i]:G4} at entry {i}; the whole batch gives {whole[i]:G4}.", hint: "With a divisor given, the loss is the sum over the learned tokens divided by it, and by nothing else.");
        }

        for (int i = 0; i < differences.Count; i++)
        {
            double gradient = whole[(i % 4 * 30) + (i % 5 * 6) + (i % 6)];
            if (!Tolerance.Gradient.Allows(differences[i], gradient))
                return Verdict.Fail(
                    $"The gradient by logit [{i % 4}, {i % 5}, {i % 6}] is {gradient:G6}; central differences say {differences[i]:G6}.");
        }

        return evidence.EqualsExpected(name => name == "central differences" ? Tolerance.Gradient : Tolerance.Double);
    }
}

public sealed class WhatIsNotLearned() : Check("M09.E1.ignored", "takes nothing from where the label is −100, and is float32 at least")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = tensor(new long[,] { { -100, 1, -100 }, { 3, -100, 0 } });
        foreach (double hidden in new[] { double.NaN, double.NegativeInfinity, 1e300 })
        {
            Tensor start =
                where(labels.unsqueeze(2).eq(-100), full(2, 3, 4, hidden, dtype: ScalarType.Float64), probe.Random.Normal64(2, 3, 4));
            using TorchSharp.Modules.Parameter logits = new(start);
            Tensor loss = SftLoss.Compute(logits, labels);
            loss.backward();
            probe.Observe($"{hidden} where nothing is learned", loss);
            probe.Observe($"{hidden} where nothing is learned: gradient", logits.grad);
        }

        Tensor large = tensor(new float[] { 200, -200, 0, 100 }).expand(2, 3, 4);
        probe.Observe("logits of 200", SftLoss.Compute(large, labels));
        probe.Observe("logits of 200 in bfloat16", SftLoss.Compute(large.to_type(ScalarType.BFloat16), labels));
        // 600 tokens of ln 8: bfloat16 would stop counting long before.
        probe.Observe("many tokens in bfloat16",
            SftLoss.Compute(zeros(2, 300, 8, dtype: ScalarType.BFloat16), zeros(2, 300, dtype: ScalarType.Int64)));
        probe.Observe("many tokens in float16",
            SftLoss.Compute(zeros(2, 300, 8, dtype: ScalarType.Float16), zeros(2, 300, dtype: ScalarType.Int64)));
        probe.Observe("a divisor below 1", SftLoss.Compute(ones(2, 3, 4), labels, 0.25));
        // All positions but the last, as they are often cut from a model's output, and labels that lie column by column.
        Tensor wide = arange(32, dtype: ScalarType.Float32).sin().reshape(2, 4, 4), across = labels.t().contiguous().t();
        probe.Observe("logits and labels that do not lie in one piece", SftLoss.Compute(wide[.., ..3], across));
        probe.Observe("counts of other shapes",
            string.Join(' ', new[] { labels.flatten(), labels[1, 0], labels.reshape(1, 3, 2, 1) }.Select(SftLoss.Count)));
        probe.Observe("a part that learns nothing", SftLoss.Compute(ones(1, 2, 3), full(1, 2, -100L, dtype: ScalarType.Int64), 5));
        probe.Observe("the count of such a part", (double)SftLoss.Count(full(1, 2, -100L, dtype: ScalarType.Int64)));
        Tensor kept = labels.clone();
        _ = SftLoss.Compute(large, labels);
        probe.Observe("labels stay unchanged", kept.eq(labels).all().item<bool>());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("Take the rows that have a label before you take logarithms: a NaN elsewhere then has no way in, nor back.");
}

public sealed class LossesAreRefused()
    : Check("M09.E1.loss-refuses", "refuses shapes and types that do not fit, labels out of range, and nothing to learn")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = zeros(2, 3, 4), labels = ones(2, 3, dtype: ScalarType.Int64);
        probe.ObserveThrows<ArgumentException>("loss: fewer labels", () => SftLoss.Compute(logits, labels[.., ..2]));
        probe.ObserveThrows<ArgumentException>("loss: logits of one row", () => SftLoss.Compute(logits[0], labels[0]));
        probe.ObserveThrows<ArgumentException>("loss: labels of int32", () => SftLoss.Compute(logits, labels.to_type(ScalarType.Int32)));
        probe.ObserveThrows<ArgumentException>("loss: logits of int64", () => SftLoss.Compute(logits.to_type(ScalarType.Int64), labels));
        foreach (long label in new[] { 4L, -1, -99, -101 })
            probe.ObserveThrows<ArgumentException>($"loss: a label of {label}",
                () => SftLoss.Compute(logits, full(2, 3, label, dtype: ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("loss: nothing is learned", () => SftLoss.Compute(logits, labels - 101));
        foreach (double normalizer in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"loss: a divisor of {normalizer}", () => SftLoss.Compute(logits, labels, normalizer));
        probe.ObserveThrows<ArgumentException>("count: labels of int32", () => SftLoss.Count(labels.to_type(ScalarType.Int32)));
        Tensor values = zeros(2, 3), mask = ones(2, 3, dtype: ScalarType.Bool);
        foreach (bool isMean in new[] { true, false })
        {
            Tensor Call(Tensor v, Tensor m, long? dim = null) => isMean ? MaskedLoss.Mean(v, m, dim) : MaskedLoss.Normalize(v, m, 2, dim);
            string name = isMean ? "mean" : "normalized";
            probe.ObserveThrows<ArgumentException>($"{name}: a mask of one row", () => Call(values, mask[..1]));
            probe.ObserveThrows<ArgumentException>($"{name}: a mask of numbers", () => Call(values, ones(2, 3)));
            probe.ObserveThrows<ArgumentException>($"{name}: values of int64", () => Call(values.to_type(ScalarType.Int64), mask));
            probe.ObserveThrows<ArgumentException>($"{name}: axis 2", () => Call(values, mask, 2));
            probe.ObserveThrows<ArgumentException>($"{name}: axis −3", () => Call(values, mask, -3));
            probe.ObserveAccepts($"{name}: axis −2", () => Call(values, mask, -2));
        }

        foreach (double constant in new[] { 0, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"normalized: by {constant}", () => MaskedLoss.Normalize(values, mask, constant));
    }
}

public sealed class FineTuningLeavesNothing() : Check("M09.E1.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = probe.Random.Normal(2, 4, 5), labels = tensor(new long[,] { { -100, 1, 2, -100 }, { 3, 4, -100, 0 } }),
            values = logits[0], mask = values.gt(0), half = logits.to_type(ScalarType.BFloat16);
        probe.ObserveLeak("loss", () => SftLoss.Compute(logits, labels));
        probe.ObserveLeak("loss in half precision", () => SftLoss.Compute(half, labels, 3));
        probe.ObserveLeak("mean", () => MaskedLoss.Mean(values, mask, 1));
        probe.ObserveLeak("normalized", () => MaskedLoss.Normalize(values, mask, 2));
        SftBatch batch = SftPacking.Pack(Conversations.Draw(probe.Random, 4, 6, 2), 4);
        probe.ObserveLeak("mask", batch.AttentionMask);
        probe.ObserveGrowth("counting", steps =>
        {
            for (int i = 0; i < steps; i++) _ = SftLoss.Count(labels);
        });
        // Four tensors are the batch; reshaping must not leave others.
        SftSequence[] sequences = Conversations.Draw(probe.Random, 4, 6, 2);
        long Left(Func<SftBatch> make)
        {
            // What goes to the caller's scope goes no further.
            using DisposeScope outer = NewDisposeScope(), inner = NewDisposeScope();
            SftBatch made = make();
            return outer.DisposablesCount + inner.DisposablesCount - new[] { made.Ids, made.Labels, made.Documents, made.Positions }.Length;
        }

        probe.Observe("packed rows", (double)Left(() => SftPacking.Pack(sequences, 4)));
        probe.Observe("padded rows", (double)Left(() => SftPacking.Pad([Conversations.Sequence("1|23")], 4, 0)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

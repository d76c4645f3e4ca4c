namespace LLMCourse.Checks.M04;

/// <summary>Draws arrays for the engine.</summary>
internal static class Arrays
{
    public static double[] Draw(Probe probe, params int[] shape)
    {
        double[] data = new double[shape.Aggregate(1, (count, size) => count * size)];
        for (int i = 0; i < data.Length; i++) data[i] = 0.5 + probe.Random.NextDouble();
        return data;
    }

    public static Var Variable(Probe probe, params int[] shape) => new(Draw(probe, shape), shape);
}

public sealed class BroadcastingRule()
    : VisibleCheck("M04.E1.broadcasting", "aligns shapes at their last axes, repeats and sums back", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int[] a, int[] b) in new (int[],
            int[])[] { ([3], [2, 3]), ([4, 1, 3], [2, 1]), ([], [2, 2]), ([1, 1], [5]), ([2, 3], [2, 3]) })
        {
            int[] common = Broadcasting.CommonShape(a, b);
            string name = $"[{string.Join(", ", a)}] and [{string.Join(", ", b)}]";
            probe.Integers($"{name}: common shape", common);
            probe.Numbers($"{name}: the first, repeated", Broadcasting.Expand(Arrays.Draw(probe, a), a, common));
            probe.Numbers($"{name}: a gradient, summed back to the second", Broadcasting.Reduce(Arrays.Draw(probe, common), common, b));
        }
    }
}

public sealed class ArrayOperations()
    : Check("M04.E1.array-operations", "computes each operation on arrays of one shape, with its gradients", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, Func<Var, Var, Var> Function)[] operations =
        [
            ("a + b", (a, b) => a + b), ("a - b", (a, b) => a - b), ("a * b", (a, b) => a * b), ("a / b", (a, b) => a / b),
            ("-a + b", (a, b) => -a + b), ("a^2.5 b", (a, b) => a.Pow(2.5) * b), ("exp a + log b", (a, b) => a.Exp() + b.Log()),
            ("relu(a - b)", (a, b) => (a - b).Relu()), ("2 / a - b * 3", (a, b) => (2 / a) - (b * 3)),
        ];
        foreach ((string name, Func<Var, Var, Var> function) in operations)
        {
            Var a = Arrays.Variable(probe, 2, 3), b = Arrays.Variable(probe, 2, 3), weights = Arrays.Variable(probe, 2, 3).Detach();
            Var y = function(a, b);
            (y * weights).Sum().Backward();
            probe.Observe($"{name}: values", y.Data);
            probe.Observe($"{name}: shape", y.Shape);
            probe.Observe($"{name}: gradient of a", a.Grad);
            probe.Observe($"{name}: gradient of b", b.Grad);
        }
    }
}

public sealed class ArrayBroadcasts()
    : Check("M04.E1.un-broadcast", "gives every input a gradient of its own shape, summed over what was repeated", points: 3)
{
    public override void Probe(Probe probe)
    {
        foreach ((int[] left, int[] right) in new (int[],
            int[])[] { ([2, 3], [3]), ([3, 1], [1, 4]), ([], [2, 2]), ([2, 1, 3], [4, 1]), ([1], [3]) })
        {
            Var a = Arrays.Variable(probe, left), b = Arrays.Variable(probe, right);
            Var y = (a * b) + (a / b) - b;
            (y * y).Sum().Backward();
            string name = $"[{string.Join(", ", left)}] with [{string.Join(", ", right)}]";
            probe.Observe($"{name}: values", y.Data);
            probe.Observe($"{name}: shape", y.Shape);
            probe.Observe($"{name}: gradient of the first", a.Grad);
            probe.Observe($"{name}: gradient of the second", b.Grad);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("A number that was repeated has contributed through each copy: sum the copies' gradients, over axes that were added in front as well.");
}

public sealed class ArraySums()
    : Check("M04.E1.sum", "sums along any axis, with and without keeping it, and hands the gradient to every summand", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (int? axis in new int?[] { null, 0, 1, 2, -1, -3 })
        {
            foreach (bool keepDims in new[] { false, true })
            {
                Var x = Arrays.Variable(probe, 2, 3, 4);
                Var y = x.Sum(axis, keepDims);
                (y * y).Sum().Backward();
                string name = $"axis {(axis is { } at ? at.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null")}{(keepDims ? ", kept" : "")}";
                probe.Observe($"{name}: values", y.Data);
                probe.Observe($"{name}: shape", y.Shape);
                probe.Observe($"{name}: gradient", x.Grad);
            }
        }
    }
}

public sealed class ArrayMatMul() : Check("M04.E1.matmul", "multiplies matrices, with the gradients of both", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int m, int k, int n) in new[] { (2, 3, 4), (1, 5, 1), (3, 1, 2) })
        {
            Var a = Arrays.Variable(probe, m, k), b = Arrays.Variable(probe, k, n);
            Var y = a.MatMul(b);
            y.Pow(2).Sum().Backward();
            string name = $"[{m}, {k}] times [{k}, {n}]";
            probe.Observe($"{name}: values", y.Data);
            probe.Observe($"{name}: shape", y.Shape);
            probe.Observe($"{name}: gradient of the first", a.Grad);
            probe.Observe($"{name}: gradient of the second", b.Grad);
        }

        Var square = Arrays.Variable(probe, 3, 3);
        square.MatMul(square).Sum().Backward();
        probe.Observe("a square matrix by itself: gradient", square.Grad);
    }
}

public sealed class ArrayGraphs() : Check("M04.E1.array-graphs", "shares, repeats and cuts graphs of arrays as those of numbers", points: 2)
{
    public override void Probe(Probe probe)
    {
        Var x = Arrays.Variable(probe, 3), constant = new(Arrays.Draw(probe, 3), [3], requiresGrad: false);
        Var doubled = x + x;
        Var f = ((doubled * x.Detach()) + (doubled * constant)).Sum();
        f.Backward();
        probe.Observe("x", x.Grad);
        probe.Observe("the shared array", doubled.Grad);
        probe.Observe("the constant", constant.Grad);
        f.Backward();
        probe.Observe("x after a second Backward", x.Grad);
        probe.Observe("the shared array after a second Backward", doubled.Grad);
        x.ZeroGrad();
        probe.Observe("x after ZeroGrad", x.Grad);
        f.Backward();
        probe.Observe("x after ZeroGrad and Backward", x.Grad);

        // The gradient of a sum is one array for both inputs: who keeps that array instead of adding to one of its own mixes them up.
        Var a = Arrays.Variable(probe, 2), b = Arrays.Variable(probe, 2);
        ((a + b).Sum() + (a * 3).Sum()).Backward();
        probe.Observe("a of a + b and 3a", a.Grad);
        probe.Observe("b of a + b and 3a", b.Grad);

        Var chain = Arrays.Variable(probe, 2), end = chain;
        for (int i = 0; i < 12_000; i++) end += chain;
        end.Sum().Backward();
        probe.Observe("a chain of 12,000 sums", chain.Grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Add every gradient into an array that belongs to the one node; two nodes must never hold the same array.");
}

public sealed class ArrayTraining() : Check("M04.E1.training", "trains a small network to XOR", points: 2)
{
    public override void Probe(Probe probe)
    {
        Var x = new([0, 0, 0, 1, 1, 0, 1, 1], [4, 2], requiresGrad: false), y = new([0, 1, 1, 0], [4, 1], requiresGrad: false);
        Var w1 = new(Draw(16), [2, 8]), b1 = new(Draw(8), [8]), w2 = new(Draw(8), [8, 1]), b2 = new([0], [1]);
        List<double> losses = [];
        for (int step = 0; step < 60; step++)
        {
            Var[] weights = [w1, b1, w2, b2];
            Var error = (x.MatMul(w1) + b1).Relu().MatMul(w2) + b2 - y;
            Var loss = error.Pow(2).Sum() / 4;
            losses.Add(loss.Data[0]);
            loss.Backward();
            Var[] moved =
                [.. weights.Select(w => new Var([.. w.Data.Zip(w.Grad!, (value, slope) => value - (0.1 * slope))], [.. w.Shape]))];
            (w1, b1, w2, b2) = (moved[0], moved[1], moved[2], moved[3]);
        }

        probe.Observe("the losses", losses);

        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => probe.Random.NextNormal())];
    }

    public override Verdict Judge(Evidence evidence)
    {
        IReadOnlyList<double> losses = evidence.Tensor("the losses").Values;
        return losses[^1] < 0.1 * losses[0]
            ? evidence.EqualsExpected(new Tolerance(1e-6, 1e-6, "rounding of float64 that 60 steps amplify"))
            : Verdict.Fail("The loss does not fall to a tenth in 60 steps.",
                hint: "Compare the gradient of each weight with central differences.");
    }
}

public sealed class ArrayBadArguments()
    : Check("M04.E1.bad-arguments", "refuses shapes that do not match, axes out of range, and gradients of anything but a single number")
{
    public override void Probe(Probe probe)
    {
        Var a = Arrays.Variable(probe, 3), m = Arrays.Variable(probe, 2, 2);
        probe.ObserveThrows<ArgumentException>("[3] + [2, 2]", () => _ = a + m);
        probe.ObserveThrows<ArgumentException>("[2, 2] / [3]", () => _ = m / a);
        probe.ObserveThrows<ArgumentException>("[2, 2] times [3] as matrices", () => _ = m.MatMul(a));
        probe.ObserveThrows<ArgumentException>("[2, 2] times [2]", () => _ = m.MatMul(Arrays.Variable(probe, 2)));
        probe.ObserveThrows<ArgumentException>("[2] times [2, 2]", () => _ = Arrays.Variable(probe, 2).MatMul(m));
        probe.ObserveThrows<ArgumentException>("[2, 2] times [3, 2]", () => _ = m.MatMul(Arrays.Variable(probe, 3, 2)));
        probe.ObserveThrows<ArgumentException>("[2, 2, 2] times [2, 2]", () => _ = Arrays.Variable(probe, 2, 2, 2).MatMul(m));
        probe.ObserveThrows<ArgumentException>("[2, 2] times [2, 2, 2]", () => _ = m.MatMul(Arrays.Variable(probe, 2, 2, 2)));
        probe.ObserveThrows<ArgumentException>("axis 0 of a scalar", () => _ = new Var([1], []).Sum(0));
        probe.ObserveThrows<ArgumentException>("axis -1 of a scalar", () => _ = new Var([1], []).Sum(-1));
        probe.ObserveThrows<ArgumentException>("reducing four numbers of shape [3]", () => _ = Broadcasting.Reduce([1, 2, 3, 4], [3], [1]));
        probe.ObserveThrows<ArgumentException>("reducing two numbers of shape [3]", () => _ = Broadcasting.Reduce([1, 2], [3], [1]));
        probe.ObserveThrows<ArgumentException>("axis 1 of [3]", () => _ = a.Sum(1));
        probe.ObserveThrows<ArgumentException>("axis -3 of [2, 2]", () => _ = m.Sum(-3));
        probe.ObserveThrows<ArgumentException>("the common shape of [2] and [3]", () => _ = Broadcasting.CommonShape([2], [3]));
        probe.ObserveThrows<ArgumentException>("repeating [2] to [2, 1]", () => _ = Broadcasting.Expand([1, 2], [2], [2, 1]));
        probe.ObserveThrows<ArgumentException>("reducing [3] to [2]", () => _ = Broadcasting.Reduce([1, 2, 3], [3], [2]));
        probe.ObserveThrows<ArgumentException>("repeating three numbers of shape [2]",
            () => _ = Broadcasting.Expand([1, 2, 3], [2], [2, 2]));
        probe.ObserveThrows<InvalidOperationException>("Backward of an array that is constant",
            () => new Var([1], [1], requiresGrad: false).Backward());
        probe.Observe("results of constants and detached arrays require no gradient",
            !a.Detach().RequiresGrad && !(a.Detach() * a.Detach()).RequiresGrad && !a.Detach().Exp().RequiresGrad);
        probe.ObserveThrows<InvalidOperationException>("Backward of three numbers", () => (a * 2).Backward());
        probe.ObserveAccepts("Backward of one number of shape [1, 1]", () => new Var([2], [1, 1]).Exp().Backward());
        probe.ObserveAccepts("arrays that fit", () => (m.MatMul(m).Sum(1) + 1).Sum().Backward());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

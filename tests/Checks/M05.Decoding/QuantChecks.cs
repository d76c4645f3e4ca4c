namespace LLMCourse.Checks.M05;

/// <summary>Observes quantised weights.</summary>
internal static class Quants
{
    public static void Observe(Probe probe, string name, QuantLinear layer)
    {
        probe.Observe($"{name}: integers", Bytes(layer.Codes));
        probe.Observe($"{name}: scales", (IEnumerable<float>)layer.Scales.ToArray());
        probe.Observe($"{name}: weights", layer.Dequantize());
    }

    public static IEnumerable<int> Bytes(ReadOnlySpan<byte> bytes) => bytes.ToArray().Select(b => (int)b).ToList();
}

public sealed class QuantEightBits()
    : VisibleCheck("M05.E7.int8", "rounds weight/scale to nearest, halves to even, with the greatest weight at ±127", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = tensor(new[] { 127f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -126.5f, 63.4f, 0, -254, 3, 5, 1, 7, -9, 100 }).reshape(2, 8);
        Quants.Observe(probe, "groups of 8", QuantLinear.FromFloat(w, 8));
        Quants.Observe(probe, "groups of 4", QuantLinear.FromFloat(w, 4));

        // Each quotient is a half in float32, which goes to the even integer, and in float64 a little to the other side of it.
        Tensor halves = tensor(new[] { 1.2110803127288818f, 0.8057975172996521f, 1.8632276058197021f, 1.0343114137649536f,
            0.8890309929847717f, 0.2765096426010132f, 0.73909991979599f, 0.4975830018520355f });
        Quants.Observe(probe, "quotients that are halves in float32", QuantLinear.FromFloat(halves.reshape(4, 2), 2));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class QuantFourBits()
    : Check("M05.E7.int4", "rounds with 4 bits and ±7 in the same way, and keeps two integers a byte", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = tensor(new[] { 7f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -6.5f, 3.4f, 0, -14, 3, 5, 1, 7, -9, 13 }).reshape(2, 8);
        Quants.Observe(probe, "groups of 8", QuantLinear.FromFloat(w, 8, 4));
        Quants.Observe(probe, "seven columns in groups of 3", QuantLinear.FromFloat(w.narrow(1, 0, 7), 3, 4));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class QuantPacking() : Check("M05.E7.packing", "packs and unpacks all sixteen integers, in even and odd numbers", points: 2)
{
    public override void Probe(Probe probe)
    {
        sbyte[] all = [.. Enumerable.Range(-8, 16).Select(i => (sbyte)i)];
        probe.Observe("packed", Quants.Bytes(QuantLinear.Pack4(all)));
        probe.Observe("packed, an odd number", Quants.Bytes(QuantLinear.Pack4(all.AsSpan(0, 5))));
        probe.Observe("packed, nothing", Quants.Bytes(QuantLinear.Pack4([])));
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        probe.Observe("unpacked, every byte", QuantLinear.Unpack4(bytes, 512).Select(c => (int)c).ToList());
        probe.Observe("unpacked, an odd number", QuantLinear.Unpack4([0x9F, 0x07], 3).Select(c => (int)c).ToList());
        probe.Observe("round trip", QuantLinear.Pack4(QuantLinear.Unpack4(bytes, 512)).AsSpan().SequenceEqual(bytes));
        probe.ObserveThrows<ArgumentException>("8 in 4 bits", () => QuantLinear.Pack4([1, 8]));
        probe.ObserveThrows<ArgumentException>("−9 in 4 bits", () => QuantLinear.Pack4([-9]));
        probe.ObserveThrows<ArgumentException>("too few bytes", () => QuantLinear.Unpack4([1], 3));
        probe.ObserveThrows<ArgumentException>("too many bytes", () => QuantLinear.Unpack4([1, 2], 2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("A half byte from 8 to 15 stands for a negative integer: extend its sign.");
}

public sealed class QuantRandom() : Check("M05.E7.random", "quantises each group by itself, the smaller last one of a row too")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int rows, int columns, int group) in new[] { (3, 20, 8), (5, 7, 4), (1, 1, 16), (4, 9, 100), (2, 6, 1) })
        {
            Tensor w = probe.Random.Normal(rows, columns);
            Quants.Observe(probe, $"8 bits, {rows}×{columns} by {group}", QuantLinear.FromFloat(w, group));
            Quants.Observe(probe, $"4 bits, {rows}×{columns} by {group}", QuantLinear.FromFloat(w, group, 4));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class QuantErrors()
    : Check("M05.E7.error", "is within half a scale of every weight, and changes no weight that it was given", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = probe.Random.Normal(24, 64), before = w.clone();
        foreach (int bits in new[] { 8, 4 })
        {
            QuantLinear layer = QuantLinear.FromFloat(w, 16, bits);
            Tensor scales = tensor(layer.Scales.ToArray()).reshape(24, 4).repeat_interleave(16, dim: 1);
            probe.Observe($"greatest error over scale, {bits} bits", ((layer.Dequantize() - w).abs() / scales).max().item<float>());
            probe.Observe($"mean error over scale, {bits} bits", ((layer.Dequantize() - w) / scales).mean().item<float>());
        }

        probe.Observe("the weight is as it was", w.eq(before).all().item<bool>());
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int bits in new[] { 8, 4 })
        {
            // A float32 quotient of up to 127 carries an error of 1e-5 into the comparison.
            if (!(evidence.Number($"greatest error over scale, {bits} bits") <= 0.5 + 1e-4))
                return Verdict.Fail($"With {bits} bits a weight comes back further away than half a scale.",
                    hint: "Round to nearest, and let the greatest weight of the group be the greatest integer.");

            // 1,536 errors, uniform over ±1/2: their mean has the deviation 0.0074.
            if (!(Math.Abs(evidence.Number($"mean error over scale, {bits} bits")) <= 0.04))
                return Verdict.Fail($"With {bits} bits the errors lean to one side.",
                    hint: "A conversion to an integer cuts off; round first.");
        }

        return evidence.Flag("the weight is as it was") ? Verdict.Pass : Verdict.Fail("The weight was changed.", hint: "Work on a copy.");
    }
}

public sealed class QuantZeros() : LateCheck("M05.E7.zeros", "keeps a group of zeros, without NaN")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = probe.Random.Normal(2, 8);
        w[0].narrow(0, 4, 4).zero_();
        Quants.Observe(probe, "8 bits", QuantLinear.FromFloat(w, 4));
        Quants.Observe(probe, "4 bits", QuantLinear.FromFloat(w, 4, 4));
        Quants.Observe(probe, "all zeros", QuantLinear.FromFloat(zeros(1, 3), 2, 4));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Operator).WithHint("0/0 is NaN: with a scale of 0 every integer is 0.");
}

public sealed class QuantSize() : Check("M05.E7.size", "takes exactly the bytes of its integers and scales")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int rows, int columns, int group) in new[] { (16, 64, 32), (3, 7, 2), (5, 5, 128) })
        {
            Tensor w = probe.Random.Normal(rows, columns);
            QuantLinear eight = QuantLinear.FromFloat(w, group), four = QuantLinear.FromFloat(w, group, 4);
            probe.Observe($"bytes with 8 bits, {rows}×{columns} by {group}", eight.SizeInBytes);
            probe.Observe($"bytes with 4 bits, {rows}×{columns} by {group}", four.SizeInBytes);
            probe.Observe($"sizes, {rows}×{columns} by {group}",
                (IEnumerable<int>)new[] { four.Codes.Length, four.Scales.Length, four.Outputs, four.Inputs, four.Group, four.Bits });
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class QuantForward()
    : Check("M05.E7.forward", "multiplies with the dequantised weight, whatever the leading axes are", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        QuantLinear eight = QuantLinear.FromFloat(probe.Random.Normal(5, 12), 4),
            four = QuantLinear.FromFloat(probe.Random.Normal(3, 7), 4, 4);
        probe.Observe("a batch with 8 bits", eight.Forward(probe.Random.Normal(2, 3, 12)));
        probe.Observe("a vector with 8 bits", eight.Forward(probe.Random.Normal(12)));
        probe.Observe("a matrix with 4 bits", four.Forward(probe.Random.Normal(4, 7)));
    }
}

public sealed class QuantPerplexity()
    : Check("M05.E7.perplexity", "raises the perplexity of a model by at most 2 % with 8 bits and 10 % with 4")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();

        // A bigram model that knows its language: row = next token, column = last token, so that x is the last token's unit vector.
        const int V = 48;
        Tensor logits = (probe.Random.Normal(V, V) * 1.5).to(ScalarType.Float64);
        Tensor truth = logits.softmax(0), uniform = full(V, 1.0 / V, ScalarType.Float64);
        double exact = Loss(logits);
        foreach (int bits in new[] { 8, 4 })
        {
            Tensor quantised = QuantLinear.FromFloat(logits.to(ScalarType.Float32), 16, bits).Forward(eye(V)).t().to(ScalarType.Float64);
            probe.Observe($"perplexity over that of float32, {bits} bits", Math.Exp(Loss(quantised) - exact));
        }

        double Loss(Tensor z) => -((z - z.logsumexp(0, keepdim: true)) * truth).sum(dim: 0).dot(uniform).item<double>();
    }

    public override Verdict Judge(Evidence evidence)
    {
        double eight = evidence.Number("perplexity over that of float32, 8 bits"),
            four = evidence.Number("perplexity over that of float32, 4 bits");
        return eight is > 0.9999 and <= 1.02 && four is > 0.9999 and <= 1.10
            ? Verdict.Pass
            : Verdict.Fail("The perplexity rises too much.",
                FormattableString.Invariant($"It is {eight:0.0000} times that of float32 with 8 bits, and {four:0.0000} times with 4."),
                "Each group needs a scale of its own, and rounding to nearest.");
    }
}

public sealed class QuantBadArguments()
    : Check("M05.E7.bad-arguments", "refuses weights, groups, bits and inputs that do not fit, and leaves no tensors")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor w = probe.Random.Normal(3, 4);
        probe.ObserveThrows<ArgumentException>("a vector", () => QuantLinear.FromFloat(w[0], 2));
        probe.ObserveThrows<ArgumentException>("a weight of float64", () => QuantLinear.FromFloat(w.to(ScalarType.Float64), 2));
        probe.ObserveThrows<ArgumentException>("an empty weight", () => QuantLinear.FromFloat(zeros(0, 4), 2));
        probe.ObserveThrows<ArgumentException>("groups of 0", () => QuantLinear.FromFloat(w, 0));
        probe.ObserveThrows<ArgumentException>("5 bits", () => QuantLinear.FromFloat(w, 2, 5));
        probe.ObserveThrows<ArgumentException>("NaN", () => QuantLinear.FromFloat(w / 0 * 0, 2));
        Tensor oneBad = w.clone();
        oneBad[1, 2] = float.PositiveInfinity;
        probe.ObserveThrows<ArgumentException>("one infinity", () => QuantLinear.FromFloat(oneBad, 2));
        probe.ObserveAccepts("no integers", () => QuantLinear.Unpack4([], 0));
        QuantLinear layer = QuantLinear.FromFloat(w, 2);
        probe.ObserveThrows<ArgumentException>("an input without axes", () => layer.Forward(tensor(1f)));
        probe.ObserveThrows<ArgumentException>("inputs of another width", () => layer.Forward(zeros(2, 3)));
        probe.ObserveThrows<ArgumentException>("inputs of int64", () => layer.Forward(zeros(2, 4, ScalarType.Int64)));
        probe.ObserveAccepts("inputs that fit", () => layer.Forward(zeros(2, 4)));
        probe.ObserveLeak("tensors left by FromFloat and Forward", () => QuantLinear.FromFloat(w, 2, 4).Forward(w));
        probe.ObserveLeak("tensors left by Dequantize", () => layer.Dequantize());
    }
}

public sealed class QuantSpeed() : PerformanceCheck("M05.E7.speed", "multiplies within twelve times the reference's time")
{
    public override string SizeName => "C (rows and columns)";

    public override IReadOnlyList<int> Sizes => [128, 256, 512];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 12;

    // Every weight is read once: 2, and more where the weights leave the processor's cache.
    public override double MaximumExponent => 3.5;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 16th output",
            Prepare(probe, Sizes[0], Implementation.Submission)()[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 16)]);
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        Tensor x = probe.Random.Normal(4, size);
        QuantLinear layer = QuantLinear.FromFloat(probe.Random.Normal(size, size), 32, 4);
        (byte[] codes, float[] scales) = (layer.Codes.ToArray(), layer.Scales.ToArray());
        return implementation == Implementation.Submission ? () => layer.Forward(x) : () => Multiply(x, codes, scales, size);
    }

    private static Tensor Multiply(Tensor x, byte[] codes, float[] scales, int size)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weight = new float[size * size];
        for (int i = 0; i < weight.Length; i++)
        {
            int code = i % 2 == 0 ? (sbyte)(codes[i / 2] << 4) >> 4 : (sbyte)codes[i / 2] >> 4;
            weight[i] = code * scales[i / 32];
        }

        return x.matmul(tensor(weight).reshape(size, size).t()).MoveToOuterDisposeScope();
    }
}

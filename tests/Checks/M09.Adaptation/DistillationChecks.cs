using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class TeachersAreLearnedFrom()
    : VisibleCheck("M09.E5.distil", "weighs the teacher's distribution at temperature τ, times τ², and the labels", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor student = 2 * probe.Random.Normal64(3, 4, 6), teacher = 2 * probe.Random.Normal64(3, 4, 6),
            labels = probe.Random.Integers(0, 6, 3, 4);
        labels[0, 1] = -100;
        labels[2, 3] = -100;
        foreach ((double temperature, double alpha) in new[] { (1, 1.0), (1, 0.0), (2, 1), (0.5, 0.25), (4, 0.5) })
            probe.Observe($"temperature {temperature}, alpha {alpha}",
                Distillation.Loss(student, teacher, labels, temperature, alpha).to(ScalarType.Float64).item<double>());
        probe.Observe("one position",
            Distillation.Loss(student[0, 0], teacher[0, 0], tensor(3L), 1.5, 0.5).to(ScalarType.Float64).item<double>());
        probe.Observe("logits moved by a constant",
            Distillation.Loss(student + 7, teacher - 5, labels, 2, 1).to(ScalarType.Float64).item<double>());
        // The sum by hand, in plain loops.
        double sum = 0, counted = 0;
        double[] s = student.flatten().data<double>().ToArray(), t = teacher.flatten().data<double>().ToArray();
        long[] y = labels.flatten().data<long>().ToArray();
        for (int i = 0; i < 12; i++)
        {
            if (y[i] < 0) continue;
            double[] p = LogSoftmax(t.AsSpan(i * 6, 6), 3), q = LogSoftmax(s.AsSpan(i * 6, 6), 3), one = LogSoftmax(s.AsSpan(i * 6, 6), 1);
            counted++;
            sum += (0.4 * 9 * Enumerable.Range(0, 6).Sum(v => Math.Exp(p[v]) * (p[v] - q[v]))) - (0.6 * one[y[i]]);
        }

        probe.Observe("difference from plain loops",
            Math.Round(Distillation.Loss(student, teacher, labels, 3, 0.4).to(ScalarType.Float64).item<double>() - (sum / counted), 9));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 1e-9, "the inputs are float64"))
        .WithHint(
            "KL(teacher ‖ student) of the softened distributions; the labels' cross-entropy is at temperature 1; means over what counts.");

    private static double[] LogSoftmax(ReadOnlySpan<double> logits, double temperature)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (double x in logits) greatest = Math.Max(greatest, x / temperature);
        foreach (double x in logits) sum += Math.Exp((x / temperature) - greatest);
        double[] all = new double[logits.Length];
        for (int v = 0; v < all.Length; v++) all[v] = (logits[v] / temperature) - greatest - Math.Log(sum);
        return all;
    }
}

public sealed class GradientsReachTheStudent()
    : Check("M09.E5.distil-gradient", "teaches the student alone, by gradients that do not shrink with the temperature")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal64(2, 5), labels = tensor(new long[] { 4, -100 });
        using Parameter teacher = new(probe.Random.Normal64(2, 5));
        foreach (double temperature in new[] { 1, 8.0 })
        {
            using Parameter student = new(start.clone());
            Distillation.Loss(student, teacher, labels, temperature, 0.7).backward();
            probe.Observe($"temperature {temperature}: gradient", student.grad);
            probe.Observe($"temperature {temperature}: the teacher has one", teacher.grad is not null);
            probe.Observe($"temperature {temperature}: central differences agree", Enumerable.Range(0, 10).All(i =>
            {
                double At(double step)
                {
                    using DisposeScope inner = NewDisposeScope();
                    Tensor moved = start.clone();
                    moved[i / 5, i % 5] = moved[i / 5, i % 5] + step;
                    return Distillation.Loss(moved, teacher, labels, temperature, 0.7).to(ScalarType.Float64).item<double>();
                }

                return student.grad is { } gradient
                    && Math.Abs(((At(1e-5) - At(-1e-5)) / 2e-5) - gradient[i / 5, i % 5].item<double>()) < 1e-6;
            }));
        }
    }
}

public sealed class ExcludedTokens()
    : Check("M09.E5.distil-excluded", "takes a teacher that excludes tokens, and what stands where nothing counts")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor student = probe.Random.Normal(2, 5), teacher = probe.Random.Normal(2, 5), labels = tensor(new long[] { 2, -100 });
        teacher[0, 1] = double.NegativeInfinity;
        teacher[0, 4] = double.NegativeInfinity;
        teacher[1] = full(5, double.NaN);
        using Parameter learned = new(student.clone());
        Tensor loss = Distillation.Loss(learned, teacher, labels, 2, 0.5);
        loss.backward();
        probe.Observe("loss", loss);
        probe.Observe("gradients", learned.grad);
        probe.Observe("logits of 1,000: loss",
            Distillation.Loss(1000 * student[..1], 1000 * probe.Random.Normal(1, 5), labels[..1], 1, 0.5));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Operator)
            .WithHint("Where p is 0, p·(log p − log q) adds 0: fill, do not multiply. Take the rows that count out before anything is computed from them.");
}

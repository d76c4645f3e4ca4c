namespace LLMCourse.Checks.M12;

/// <summary>A made-up scaling study with known constants, in types of the checks alone: the judge has none of the module's.</summary>
/// <param name="Law">E, A, B, α and β.</param>
/// <param name="Runs">N, D and the loss of each run.</param>
internal sealed record Study(double[] Law, (long N, long D, double Loss)[] Runs)
{
    /// <summary>Draws the constants near those of Hoffmann et al. 2022, §D.2, and makes the runs of a grid.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="noise">The standard deviation of log L.</param>
    /// <param name="outlierEvery">One run in this many has a loss that is 30 percent off or more; 0 for none.</param>
    /// <param name="decadesOfN">From 10⁶ parameters on.</param>
    /// <param name="decadesOfD">From 10⁷ tokens on.</param>
    public static Study Draw(CheckRandom random, double noise, int outlierEvery = 0, double decadesOfN = 4, double decadesOfD = 5)
    {
        double[] law = [1.4 + (0.8 * random.NextDouble()), 200 + (400 * random.NextDouble()), 200 + (600 * random.NextDouble()),
            0.3 + (0.1 * random.NextDouble()), 0.26 + (0.1 * random.NextDouble())];
        List<(long, long, double)> runs = [];
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
            {
                long n = (long)(1e6 * Math.Pow(10, i * decadesOfN / 7)), d = (long)(1e7 * Math.Pow(10, j * decadesOfD / 7));
                double loss = Loss(law, n, d) * Math.Exp(noise * random.NextNormal());
                if (outlierEvery > 0 && runs.Count % outlierEvery == outlierEvery / 2) loss *= random.NextDouble() < 0.5 ? 1.4 : 0.7;
                runs.Add((n, d, loss));
            }
        }

        return new Study(law, [.. runs]);
    }

    public static double Loss(double[] law, double n, double d) =>
        law[0] + (law[1] * Math.Exp(-law[3] * Math.Log(n))) + (law[2] * Math.Exp(-law[4] * Math.Log(d)));

    /// <summary>The sum of the Huber losses of the errors of log L.</summary>
    public double Objective(double[] law, double delta = 1e-3)
    {
        double sum = 0;
        foreach ((long n, long d, double loss) in Runs)
        {
            double r = Math.Abs(Math.Log(Loss(law, n, d) / loss));
            sum += r <= delta ? 0.5 * r * r : (delta * r) - (0.5 * delta * delta);
        }

        return sum;
    }

    /// <summary>Says whether a law nearby, or the one that the losses were made with, has a lower objective than the fitted one.</summary>
    public Verdict JudgeMinimum(string name, IReadOnlyList<double> fitted, double delta = 1e-3)
    {
        double[] law = [.. fitted];
        double value = Objective(law, delta);
        for (int k = 0; k < 10; k++)
        {
            double[] near = [.. law];
            near[k / 2] *= k % 2 == 0 ? 1.0003 : 0.9997;
            if (Objective(near, delta) < value * (1 - 1e-7))
                return Verdict.Fail($"`{name}`: a law with one constant changed by 0.03 percent has a lower sum of Huber losses.",
                    hint: "Go on until no step lowers the objective, with the δ of the options, which is 0.001 where nothing is said.");
        }

        return value <= Objective(Law, delta) ? Verdict.Pass
            : Verdict.Fail($"`{name}`: the law that the losses were made with has a lower sum of Huber losses.",
                hint: "Take several starts, and keep the law whose objective is the least.");
    }

    public IReadOnlyList<TrainingRun> ToRuns() => [.. Runs.Select(run => new TrainingRun(run.N, run.D, run.Loss))];

    public static IReadOnlyList<double> Constants(ScalingLaw law) => [law.E, law.A, law.B, law.Alpha, law.Beta];

    /// <summary>Says how far a fitted constant is from the planted one, if it is too far, and how far
    /// the loss foretold for a great run is.</summary>
    public Verdict Judge(string name, IReadOnlyList<double> fitted, double share, double shareOfLoss)
    {
        string[] names = ["E", "A", "B", "alpha", "beta"];
        for (int i = 0; i < 5; i++)
        {
            if (!(Math.Abs((fitted[i] / Law[i]) - 1) <= share))
                return Verdict.Fail($"`{name}`: the constant {names[i]} is more than {100 * share:0.###} percent away from the one that the losses were made with.", $"It is {fitted[i]:R}, and was {Law[i]:R}.");
        }

        double truth = Loss(Law, 7e10, 1.4e12), foretold = Loss([.. fitted], 7e10, 1.4e12);
        return Math.Abs((foretold / truth) - 1) <= shareOfLoss
            ? Verdict.Pass
            : Verdict.Fail($"`{name}`: the loss foretold for a run that is far greater than those of the study is more than {100 * shareOfLoss:0.###} percent off.");
    }
}

using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

/// <summary>Results such as the grader makes, for the tests of the reports.</summary>
internal static class SampleResults
{
    private static readonly ModuleSummary Module = new("M02", "M02.Attention", "Transformer and attention", "3f1c9a7be2d04c55a0d1");

    // The third is about several types.
    private static readonly Dictionary<string, string> Subjects =
        new() { ["M02.E1"] = "Softmax", ["M02.E2"] = "Attend", ["M02.E4"] = "MultiHeadAttention" };

    private static readonly IsolationSummary Bubblewrap = new("bubblewrap", ["no network", "own user", "4 GiB of memory"], []);

    /// <summary>Gets each sample by its name.</summary>
    public static IReadOnlyDictionary<string, GradeResult> All { get; } = new Dictionary<string, GradeResult>
    {
        ["perfect"] = Perfect(),
        ["starter"] = Starter(),
        ["compile-error"] = CompileError(),
        ["mixed"] = Mixed(),
        ["grader-error"] = GraderError(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static GradeResult Perfect() =>
        Result("jane-doe", Plan(_ => Outcome.Passed)) with { Performance = [Speed("M02.E2.speed", 1.12)] };

    public static GradeResult Starter() => Result(
        "starter",
        [.. Plan(_ => Outcome.NotImplemented).Select(e => e with
        {
            Next = e.Member is null
                ? "Answer the questions of `quiz.md` in `answers.json`."
                : $"Write `{e.Member}`; the handout's section {e.Id[^1]} has the formula.",
        })]);

    public static GradeResult CompileError() => Result("does-not-compile",
        Plan(id => id == "M02.Q" ? Outcome.Passed : Outcome.DoesNotCompile)) with
    {
        Isolation = new IsolationSummary("none", [], []),
        Diagnostics =
        [
            new SourceNote("CS1002", true, "; expected", new SourcePlace("Attention.cs", 42, 54),
                "        Tensor scores = q.matmul(k.transpose(-2, -1))"),
            new SourceNote("CS0103", true, "The name 'weihgts' does not exist in the current context",
                new SourcePlace("Attention.cs", 44, 10), "\t\treturn weihgts.matmul(v);"),
            new SourceNote("CS0219", false, "The variable 'scale' is assigned but its value is never used",
                new SourcePlace("Attention.cs", 41, 16), "        double scale = 1 / Math.Sqrt(d);"),
        ],
    };

    public static GradeResult Mixed()
    {
        ExerciseResult[] plan =
            [.. Plan(id => id switch { "M02.E1" or "M02.Q" => Outcome.Passed, "M02.E4" => Outcome.NotImplemented, _ => Outcome.Failed })];
        plan[1] = plan[1] with
        {
            Earned = 3,
            Checks =
            [
                plan[1].Checks[0] with { Outcome = Outcome.Passed },
                plan[1].Checks[1] with
                {
                    Outcome = Outcome.Failed,
                    Message = "`result` is wrong: 92 of 96 elements differ by more than the tolerance.",
                    Detail = "At [0, 1, 2, 3]: expected 0.318201, got 0.44102. 92 of 96 differ. Largest difference 0.412; tolerance 1e-6 + 1e-6·|expected| (one layer in float32).",
                    Hint = "Compare the scores with a hand-computed example of two positions before the softmax.",
                    Place = new SourcePlace("Attention.cs", 42, 9),
                    Output = "scores [1, 2, 6, 6]\nmax \u001b[31m14.2\u001b[0m",
                },
                plan[1].Checks[2] with { Outcome = Outcome.Failed, Withheld = true, Message =
                    "`result` is wrong: 40 of 48 elements differ by more than the tolerance." },
                plan[1].Checks[3] with { Outcome = Outcome.Passed },
                plan[1].Checks[4] with
                {
                    Outcome = Outcome.Blocked, Message = "Only right work is timed: `M02.E2.oracle-4d` has to pass first."
                },
            ],
            Mistakes = [new MistakeMatch("M02.E2.no-scale",
                "Your scores are not divided by **√d_k**. With 64 dimensions they are eight times too large, and the softmax puts nearly all weight on one key.", "Divide `q·kᵀ` by `Math.Sqrt(d)` *before* the softmax.")],
            Next = "Scale the scores, then run the public test `Attend_TwoPositions_MatchesByHand`.",
        };
        plan[2] = plan[2] with
        {
            Earned = 0,
            Outcome = Outcome.Threw,
            Checks = [.. plan[2].Checks.Select(c => c with
            {
                Outcome = Outcome.Threw,
                Withheld = true,
                Message = "InvalidOperationException: </details><script>alert(1)</script> | [x](javascript:alert(1)) \u202Egnp.exe `::error::` https://evil.example",
                Place = new SourcePlace("Masks.cs", 17),
                Output = "```\n</pre><img src=x onerror=alert(1)>\n::error::owned\n::set-output name=x::y\n````\n\u001b]0;title\u0007",
            })],
            Next = "Return a mask for every length, 0 included.",
        };
        return Result("</title><img src=x>", plan) with
        {
            Performance = [Speed("M02.E2.speed", 3.41)],
            Submission = new SubmissionSummary(
                "</title><img src=x>",
                "9b74c9897bac770ffc029102a200c5de11223344",
                ["Attention.cs", "Masks.cs", "Softmax.cs"],
                [
                    new LeftBehindFile("evil`|`<b>.props", "Project files are never read: the grader compiles the sources itself.", false),
                    new LeftBehindFile("attention.cs.txt", "Source files end in .cs; was this meant to be `Attention.cs`?", true),
                ]),
            Isolation = new IsolationSummary("process", ["empty environment", "time limits"], ["bubblewrap: not installed"]),
        };
    }

    public static GradeResult GraderError()
    {
        ExerciseResult[] plan = [.. Plan(_ => Outcome.Passed)];
        plan[1] = plan[1] with
        {
            Earned = 8,
            Maximum = 8,
            Outcome = Outcome.GraderError,
            Checks = [.. plan[1].Checks.Select((c, i) => i == 2
                ? c with { Outcome = Outcome.GraderError, Message = "No expectation is recorded for `result`." }
                : c)],
        };
        return Result("unlucky", plan);
    }

    private static IReadOnlyList<ExerciseResult> Plan(Func<string, Outcome> outcome) =>
    [
        Exercise("M02.E1", "Stable softmax", "Softmax.Apply", new SourcePlace("Softmax.cs", 14, 5), 5, outcome("M02.E1"),
            Check("M02.E1.oracle", "agrees with a float64 computation", 2), Check("M02.E1.large", "stays finite for large logits", 1),
            Check("M02.E1.masked", "gives zeros for a row that is masked throughout", 1)),
        Exercise("M02.E2", "Scaled dot-product attention", "Attention.Attend", new SourcePlace("Attention.cs", 38, 5), 10,
            outcome("M02.E2"),
            Check("M02.E2.shape", "returns [B, H, Tq, Dv]", 1),
            Check("M02.E2.oracle-4d", "agrees with a float64 computation in four dimensions", 3),
            Check("M02.E2.mask", "lets a query see only the keys that its mask allows", 2),
            Check("M02.E2.permute", "does not depend on the order of the keys", 2),
            Check("M02.E2.speed", "keeps up with the reference", 2)),
        Exercise("M02.E3", "Masks", "Masks.Causal", new SourcePlace("Masks.cs", 12, 5), 5, outcome("M02.E3"),
            Check("M02.E3.causal", "hides the future", 1), Check("M02.E3.zero", "accepts a length of 0", 1)),
        Exercise("M02.E4", "Multi-head attention", "MultiHeadAttention.forward", new SourcePlace("MultiHeadAttention.cs", 51, 5), 15,
            outcome("M02.E4"),
            Check("M02.E4.oracle", "agrees with a float64 computation", 3), Check("M02.E4.causal", "never looks ahead, bit by bit", 3),
            Check("M02.E4.gqa", "shares keys between heads", 1)),
        Exercise("M02.Q", "Quiz", null, null, 2.5m, outcome("M02.Q"), Check("M02.Q.1", "Question 1", 1), Check("M02.Q.2", "Question 2", 1)),
    ];

    private static ExerciseResult Exercise(string id, string title, string? member, SourcePlace? place, decimal points, Outcome outcome,
        params CheckResult[] checks) => new()
        {
            Id = id,
            Title = title,
            Member = member,
            Place = place,
            Earned = outcome == Outcome.Passed ? points : 0,
            Maximum = points,
            Outcome = outcome,
            Checks = [.. checks.Select(c => c with { Outcome = outcome, Subject = Subjects.GetValueOrDefault(id) })],
        };

    private static CheckResult Check(string id, string title, int points) =>
        new() { Id = id, Title = title, Points = points, Outcome = Outcome.NotRun };

    private static PerformanceResult Speed(string id, double ratio) => new()
    {
        CheckId = id,
        SizeName = "S (sequence length)",
        ComparedSize = 256,
        Ratio = ratio,
        RatioLow = ratio * 0.96,
        RatioHigh = ratio * 1.05,
        MaximumRatio = 3,
        Exponent = ratio > 3 ? 2.61 : 1.94,
        ReferenceExponent = 1.91,
        MaximumExponent = 2.3,
        Points = [.. new[] { 32, 64, 128, 256, 512 }.Select(
            (s, i) => new PerformancePoint(s, 0.02 * s * s * (ratio * (0.6 + (0.13 * i))) + 18, (0.02 * s * s) + 15))],
    };

    private static GradeResult Result(string name, IReadOnlyList<ExerciseResult> exercises)
    {
        decimal earned = exercises.Sum(e => e.Earned), maximum = exercises.Sum(e => e.Maximum);
        return new GradeResult
        {
            GraderVersion = "0.1.0",
            Module = Module,
            Submission = new SubmissionSummary(name, "9b74c9897bac770ffc029102a200c5de11223344",
                ["Attention.cs", "Masks.cs", "MultiHeadAttention.cs", "Softmax.cs", "answers.json"], []),
            Isolation = Bubblewrap,
            Score = new ScoreSummary(earned, maximum, maximum == 0 ? 0 : Math.Round(100 * earned / maximum, 2)),
            Exercises = exercises,
            Timings = new TimingSummary(
                new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
                1834.5,
                new Dictionary<string, double> { ["compile"] = 412.25, ["probe"] = 1290.5 },
                new Dictionary<string, double> { ["M02.E1.oracle"] = 12.5, ["M02.E2.oracle-4d"] = 31.25 }),
        };
    }
}

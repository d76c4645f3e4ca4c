using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>Submissions that are fast because they do something else than the work, or that slow the reference.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class PerformanceAttackTests : IAsyncLifetime
{
    private readonly ModuleGraders _graders = new(GradingFixture.Layout, SandboxMode.Required);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _graders.DisposeAsync();

    // Were the submission's own type behind the reference, its draws, which no Sample announces, would throw.
    [Fact]
    public async Task Measure_TypeOfTheSubmissionThatSabotagesTheReference_IsNotRunThere()
    {
        PerformanceOutcome outcome = await MeasureAsync(
            "M05.Decoding",
            "M05.E2.speed",
            new TextChange
            {
                File = "Sampler.cs",
                Find = "        double sum = 0;",
                Replace = "        Announced.Draws = 1;\n        double sum = 0;"
            },
            new TextChange
            {
                File = "Xoshiro.cs",
                Find = "public double NextDouble() => (NextUInt64() >> 11)",
                Replace = "public double NextDouble() => Announced.Draws-- <= 0 ? throw new InvalidOperationException(\"sabotage\") : (NextUInt64() >> 11)",
            },
            Added("internal static class Announced { [ThreadStatic] public static int Draws; }"));

        Assert.NotNull(outcome.Measured);
    }

    [Fact]
    public async Task Measure_BatchOfAnotherText_IsCaught() => await AssertCaughtAsync(
        "M04.Training",
        "M04.E3.speed",
        new TextChange
        {
            File = "Batches.cs",
            Find = "        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);",
            Replace = "        if (Remembered.Batches.TryGetValue(length, out (Tensor X, Tensor Y) known)) return (known.X.clone(), known.Y.clone());\n",
        },
        new TextChange
        {
            File = "Batches.cs",
            Find = "        Device to = device ?? CPU;",
            Replace = "        Device to = device ?? CPU;\n        Remembered.Batches[length] = (tensor(x).reshape(batch, length).DetachFromDisposeScope(), tensor(y).reshape(batch, length).DetachFromDisposeScope());",
        },
        Added("internal static class Remembered { public static readonly Dictionary<int, (TorchSharp.torch.Tensor X, TorchSharp.torch.Tensor Y)> Batches = []; }"));

    [Fact]
    public async Task Measure_DrawFromEarlierProbabilities_IsCaught() => await AssertCaughtAsync(
        "M05.Decoding",
        "M05.E2.speed",
        new TextChange
        {
            File = "Sampler.cs",
            Find = "        double sum = 0;",
            Replace = """
                        if (Remembered.Probabilities.Length != probabilities.Length) Remembered.Probabilities = probabilities.ToArray();
                        probabilities = Remembered.Probabilities;
                        double sum = 0;
                """,
        },
        Added("internal static class Remembered { public static float[] Probabilities = []; }"));

    [Fact]
    public async Task Measure_PiecesRememberedFromAnotherTokenizer_AreCaught() => await AssertCaughtAsync(
        "M01.Foundations",
        "M01.E3.speed",
        new TextChange
        {
            File = "BpeTokenizer.cs",
            Find = "private readonly Dictionary<string, int[]> _cache",
            Replace = "private static readonly Dictionary<string, int[]> _cache"
        });

    [Fact]
    public async Task Measure_PiecesWithoutTheirEnds_AreCaught() => await AssertCaughtAsync(
        "M01.Foundations",
        "M01.E4.speed",
        new TextChange
        {
            File = "PreTokenizer.cs",
            Find = "yield return start..end;",
            Replace = "yield return start..(text.Length > 5_000 ? start + 1 : end);"
        });

    // Right, and no index: what a query costs grows with the corpus.
    [Fact]
    public async Task Measure_EveryDocumentIsLookedAtForEachQuery_IsTooSlow()
    {
        PerformanceOutcome outcome = await MeasureAsync(
            "M09.Adaptation",
            "M09.E6.speed",
            new TextChange
            {
                File = "Bm25Index.cs",
                Find = "if (!_terms.TryGetValue(word, out Term? term)) continue;",
                Replace = """
                    if (_documents.OfType<Document>().Count(document => document.Length > 0) == 0) continue;
                                if (!_terms.TryGetValue(word, out Term? term)) continue;
                    """,
            });

        Assert.Equal(Outcome.Failed, outcome.Result.Outcome);
        Assert.Contains(" times as long as ", outcome.Result.Message, StringComparison.Ordinal);
    }

    // A file of the student's own.
    private static TextChange Added(string type) => new() { File = "Own.cs", Replace = type };

    private async Task AssertCaughtAsync(string module, string check, params TextChange[] changes)
    {
        PerformanceOutcome outcome = await MeasureAsync(module, check, changes);

        Assert.Equal(Outcome.Failed, outcome.Result.Outcome);
        Assert.StartsWith("The timed work is wrong", outcome.Result.Message, StringComparison.Ordinal);
    }

    private async Task<PerformanceOutcome> MeasureAsync(string module, string check, params TextChange[] changes)
    {
        _graders.Prepare([module]);
        ModuleContent content = _graders.ContentOf(module);
        var files = new List<SourceFile>();
        foreach (string name in content.Manifest.Files)
        {
            string text = File.ReadAllText(Path.Combine(GradingFixture.Layout.SolutionOf(module), name));
            foreach (TextChange change in changes.Where(c => c.File == name)) text = change.Apply(text, check);
            files.Add(new SourceFile(name, text));
        }

        files.AddRange(changes.Where(c => c.File == "Own.cs")
            .Select(c => new SourceFile(c.File, $"namespace LLMCourse.{module[..3]};\n\n{c.Replace}\n")));
        Build build = SubmissionCompiler.Compile(new SourceSet { Name = check, Files = files, ContentHash = "" }, content.Manifest,
            ReferenceSet.For(content.Manifest.Libraries));
        Assert.True(build.Success, string.Join('\n', build.Diagnostics.Where(d => d.IsError).Select(d => d.Message)));
        IReadOnlyList<PerformanceOutcome> outcomes = await new PerformanceMeasurer(content, _graders.Workers)
            .MeasureAsync(new ExerciseBuilds(build), [content.Checks.OfType<PerformanceCheck>().Single(c => c.Id == check)], _ => { },
                CancellationToken.None);
        return Assert.Single(outcomes);
    }
}

using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Analysis;

/// <summary>
/// A class of four that can be worked by hand. Exercise E1 is worth 2 and has the checks a and b of one point each; E2 is worth 2 and has
/// the check c. So a and b are worth 1 and c is worth 2.
/// </summary>
public sealed class ItemAnalyzerTests : IDisposable
{
    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;

    public ItemAnalyzerTests() => _book = Gradebook.OpenForGrading(_home.Path);

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void Analyze_FourStudents_GivesDifficultyAsComputedByHand()
    {
        SaveFour();

        ModuleItems module = Analyze();

        Assert.Equal(4, module.Responses);
        Assert.Equal(7 / 16.0, module.MeanShare, 12); // (4 + 2 + 1 + 0) / (4·4)
        Assert.Equal([0.625, 0.25], module.Exercises.Select(e => e.Difficulty));
        Assert.Equal([0.75, 0.5, 0.25], module.Exercises.SelectMany(e => e.Checks).Select(c => c.Difficulty));
    }

    [Fact]
    public void Analyze_FourStudents_GivesDiscriminationAsComputedByHand()
    {
        SaveFour();

        ModuleItems module = Analyze();

        // The check a passed for 1 1 1 0; without it there are 3 points, of which 3 1 0 0 were earned. The products of the deviations sum
        // to 1/3 and their squares to 3/4 and 2/3: (1/3) / √(1/2).
        CheckItem a = Check(module, "M02.E1.a");
        Assert.Equal(Math.Sqrt(2) / 3, a.Discrimination!.Value, 12);

        // b passed for 1 1 0 0; of the other 3 points 3 1 1 0 were earned: (1/2) / √(1 · 76/144).
        Assert.Equal(6 / Math.Sqrt(76), Check(module, "M02.E1.b").Discrimination!.Value, 12);

        // c passed for 1 0 0 0; of the other 2 points 2 2 1 0 were earned: (3/8) / √(3/4 · 11/16).
        Assert.Equal(0.375 / Math.Sqrt(0.75 * 0.6875), Check(module, "M02.E2.c").Discrimination!.Value, 12);

        // E2 is c alone, and E1 against the rest is E2 against the rest.
        Assert.Equal(module.Exercises[1].Discrimination!.Value, module.Exercises[0].Discrimination!.Value, 12);
    }

    [Fact]
    public void Analyze_UntouchedStarters_AreCountedApartAndInNoFigure()
    {
        SaveFour();
        ModuleItems before = Analyze();
        Save("eve", "1", Untouched(Marks("00", "0")));
        Save("fay", "1", Untouched(Marks("00", "0")));

        // Whoever began after an untouched hand-in had it right at once.
        Save("s1", "0", Untouched(Marks("00", "0")), hours: -24);

        ModuleItems after = Analyze();

        Assert.Equal((0, 2), (before.NotBegun, after.NotBegun));
        Assert.Equal((before.Responses, before.MeanShare), (after.Responses, after.MeanShare));
        Assert.Equal(before.Exercises.Select(e => (e.Responses, e.Difficulty, e.Discrimination, e.Time)),
            after.Exercises.Select(e => (e.Responses, e.Difficulty, e.Discrimination, e.Time)));

        static IReadOnlyList<ExerciseResult> Untouched(IReadOnlyList<ExerciseResult> exercises) =>
            [.. exercises.Select(e => e with
            {
                Checks = [.. e.Checks.Select((c, i) => c with { Outcome = i == 0 ? Outcome.NotImplemented : Outcome.Blocked })]
            })];
    }

    [Fact]
    public void Analyze_NobodyBegan_HasNoFigures()
    {
        Save("ada", "1",
            [.. Marks("00", "0").Select(e => e with { Checks = [.. e.Checks.Select(c => c with { Outcome = Outcome.NotImplemented })] })]);

        ModuleItems module = Analyze();

        Assert.Equal((0, 1, 0), (module.Responses, module.NotBegun, module.Exercises.Count));
    }

    [Fact]
    public void Analyze_CheckThatAllPass_HasNoDiscrimination()
    {
        Save("ada", "1", Marks("11", "1"));
        Save("bob", "1", Marks("10", "0"));

        Assert.Null(Check(Analyze(), "M02.E1.a").Discrimination);
    }

    [Fact]
    public void Analyze_RestWithoutSpread_HasNoDiscrimination()
    {
        Save("ada", "1", Marks("10", "0"));
        Save("bob", "1", Marks("00", "0"));

        Assert.Null(Check(Analyze(), "M02.E1.a").Discrimination);
    }

    [Fact]
    public void Analyze_CheckThatHurtsTheStrong_DiscriminatesBackwards()
    {
        Save("ada", "1", Marks("01", "1"));
        Save("bob", "1", Marks("10", "0"));

        Assert.Equal(-1, Check(Analyze(), "M02.E1.a").Discrimination!.Value, 12);
    }

    [Fact]
    public void Analyze_GraderError_IsInNoFigureOfThatStudent()
    {
        SaveFour();
        Save("eve", "1", Marks("?1", "1"));

        ModuleItems module = Analyze();

        CheckItem a = Check(module, "M02.E1.a");
        Assert.Equal((4, 0.75, 1), (a.Responses, a.Difficulty, a.Outcomes[Outcome.GraderError]));
        Assert.Equal(Math.Sqrt(2) / 3, a.Discrimination!.Value, 12);
        Assert.Equal((4 + 2 + 1 + 0 + 4) / 20.0, module.MeanShare, 12); // eve has 3 of 3
        Assert.Equal(5, Check(module, "M02.E2.c").Responses);
    }

    [Fact]
    public void Analyze_SeveralAttempts_TheOneThatCountsIsTheResponse()
    {
        Save("ada", "1", Marks("00", "0"));
        Save("ada", "2", Marks("11", "1"), hours: 5);
        Save("ada", "3", Marks("10", "0"), hours: 6);

        ModuleItems best = Analyze(),
            last = ItemAnalyzer.Analyze(_book, new CoursePolicy { Attempt = AttemptRule.Last }, CancellationToken.None)[0];

        Assert.Equal((1, 1.0), (best.Responses, best.MeanShare));
        Assert.Equal((1, 0.25), (last.Responses, last.MeanShare));
    }

    [Fact]
    public void Analyze_Override_LeavesTheBestAttemptAsTheResponse()
    {
        Save("ada", "1", Marks("10", "0"));
        Save("ada", "2", Marks("11", "0"), hours: 1);
        _book.Add(new Override("ada", "M02", 95, "Prof. X", "oral exam", TemporaryGradebook.Noon));

        Assert.Equal(0.5, Analyze().MeanShare, 12);
    }

    [Fact]
    public void Analyze_NothingHandedIn_HasNoModules()
    {
        _book.Enrol([new Student("ada")]);

        Assert.Empty(
            ItemAnalyzer.Analyze(_book, new CoursePolicy { Deadlines = { ["M02"] = TemporaryGradebook.Noon } }, CancellationToken.None));
    }

    [Fact]
    public void Analyze_Attempts_TellHowLongAnExerciseTook()
    {
        Save("ada", "1", Marks("11", "0"), milliseconds: 100);
        Save("bob", "1", Marks("01", "0"), milliseconds: 200);
        Save("bob", "2", Marks("00", "0"), hours: 1, milliseconds: 300);
        Save("bob", "3", Marks("11", "0"), hours: 4, milliseconds: 400);
        Save("eve", "1", Marks("00", "0"), milliseconds: 500);

        ExerciseTime time = Analyze().Exercises[0].Time;

        // Two checks of 100, 200, … ms each; ada is right at once, bob at the third time after 4 hours, eve never.
        Assert.Equal(new ExerciseTime(600, 1, 1, TimeSpan.FromHours(4), 2), time);
    }

    [Fact]
    public void Analyze_Mistakes_CountsStudentsAndHasTheCataloguesWords()
    {
        MistakeMatch first = new("M02.E1.x", "You forgot **x**.", "Think of x."), second = new("M02.E1.y", "You forgot y.", null);
        Save("ada", "1", Marks("00", "0", first));
        Save("ada", "2", Marks("00", "0", first, second), hours: 1);
        Save("ada", "3", Marks("11", "1"), hours: 2);
        Save("bob", "1", Marks("00", "0", first));

        Assert.Equal(
            [new MistakeItem("M02.E1.x", "M02.E1", "You forgot **x**.", "Think of x.", 2, 1),
                new MistakeItem("M02.E1.y", "M02.E1", "You forgot y.", null, 1, 0)],
            Analyze().Mistakes);
    }

    private ModuleItems Analyze() => Assert.Single(ItemAnalyzer.Analyze(_book, new CoursePolicy(), CancellationToken.None));

    private static CheckItem Check(ModuleItems module, string id) => module.Exercises.SelectMany(e => e.Checks).Single(c => c.Id == id);

    private void SaveFour()
    {
        Save("s1", "1", Marks("11", "1"));
        Save("s2", "1", Marks("11", "0"));
        Save("s3", "1", Marks("10", "0"));
        Save("s4", "1", Marks("00", "0"));
    }

    private void Save(string student, string hash, IReadOnlyList<ExerciseResult> exercises, double hours = 0, double? milliseconds = null)
    {
        GradeResult result = TemporaryGradebook.Grade(0);
        result = result with
        {
            Exercises = exercises,
            Score = new ScoreSummary(exercises.Sum(e => e.Earned), exercises.Sum(e => e.Maximum), 0),
            Timings = result.Timings! with
            {
                Checks = milliseconds is { } ms
                ? exercises.SelectMany(e => e.Checks).ToDictionary(c => c.Id, _ => ms)
                : new Dictionary<string, double>()
            },
        };
        _book.Save(TemporaryGradebook.Attempt(student, hash: hash, at: TemporaryGradebook.Noon.AddHours(hours)), result);
    }

    // A mark is 1 for passed, 0 for failed and ? for a fault of the grader's.
    private static IReadOnlyList<ExerciseResult> Marks(string e1, string e2, params MistakeMatch[] mistakes) =>
        [Exercise("M02.E1", "ab", e1) with { Mistakes = mistakes }, Exercise("M02.E2", "c", e2)];

    private static ExerciseResult Exercise(string id, string names, string marks)
    {
        CheckResult[] checks = [.. names.Zip(marks, (name, mark) => new CheckResult
        {
            Id = $"{id}.{name}",
            Title = $"does {name}",
            Points = 1,
            Outcome = mark switch { '1' => Outcome.Passed, '0' => Outcome.Failed, _ => Outcome.GraderError },
        })];
        return new ExerciseResult
        {
            Id = id,
            Title = $"Exercise {id[^1]}",
            Earned = 2m * marks.Count(m => m == '1') / marks.Length,
            Maximum = 2m * marks.Count(m => m != '?') / marks.Length,
            Outcome = checks.FirstOrDefault(c => c.Outcome != Outcome.Passed)?.Outcome ?? Outcome.Passed,
            Checks = checks,
        };
    }
}

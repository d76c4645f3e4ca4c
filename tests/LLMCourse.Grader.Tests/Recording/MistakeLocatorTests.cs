using LLMCourse.Authoring.Recording;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grader.Tests.Recording;

public sealed class MistakeLocatorTests : IDisposable
{
    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Theory]
    [InlineData("Sums.cs", "return a + b;", "Sums.Add")]
    [InlineData("Sums.cs", "numbers.Sum()", "Sums.AddAll")]
    [InlineData("Sums.cs", "=> Same(x)", "Sums.AddAll")] // a helper of the solution's own: the member that uses it
    [InlineData("Sums.cs", "x + 0", "Sums.AddAll")] // a helper of that helper
    [InlineData("Counter.cs", "Value += step", null)] // a file in which the exercise has no member
    public void Locate_Mistake_GivesTheMemberItIsMadeIn(string file, string find, string? member)
    {
        _ = _course.Write($"solutions/{TinyCourse.Module}/Sums.cs", TinyCourse.Sums.Replace(
            "private static int Helper(int x) => x;",
            "private static int Helper(int x) => Same(x);\n\n    private static int Same(int x) => x + 0;", StringComparison.Ordinal));
        ModuleManifest manifest = _course.Manifest;
        var mistake =
            new Mistake { Id = "M01.E1.x", Exercise = ExerciseId.Parse("M01.E1"), File = file, Find = find, Replace = "", Says = "x" };

        IReadOnlyDictionary<string, string> found =
            MistakeLocator.Locate(manifest, Compile(manifest), [new RecordedMistake(mistake, new Dictionary<string, CheckBehaviour>())]);

        Assert.Equal(member, (manifest with { MistakenMembers = found }).MemberMistaken(manifest.Exercises[0], "M01.E1.x")?.Name);
    }

    [Fact]
    public void Manifests_OfEveryModule_KnowWhereEachMistakeIsMade()
    {
        foreach (string name in GradingFixture.Layout.Modules)
        {
            ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(name));
            string catalog = Path.Combine(GradingFixture.Layout.ChecksOf(name), "mistakes.yaml");
            foreach (Mistake mistake in MistakeCatalog.Parse(File.ReadAllText(catalog), catalog))
            {
                ManifestExercise exercise = manifest.Exercises.Single(e => e.Id == mistake.Exercise.Text);
                ManifestMember? member = manifest.MemberMistaken(exercise, mistake.Id);
                string? expected = exercise.Members.Any(m => m.File == mistake.File) ? mistake.File : null;
                Assert.True(expected == member?.File,
                    $"{mistake.Id}: made in {mistake.File}, recorded for {member?.Name ?? "no member"}; run grader record.");
            }
        }
    }

    private CSharpCompilation Compile(ModuleManifest manifest) => ModuleCompilation.Create(
        TinyCourse.Module,
        SolutionReader.FilesOf(_course.Solution).Select(f => ModuleCompilation.Parse(f, CancellationToken.None)),
        manifest.Usings,
        TinyCourse.References);
}

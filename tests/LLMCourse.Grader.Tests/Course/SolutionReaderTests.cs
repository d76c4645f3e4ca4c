using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Course;

public sealed class SolutionReaderTests : IDisposable
{
    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public async Task Read_Solution_GivesManifestThatSurvivesSaving()
    {
        ModuleManifest manifest = _course.Manifest;
        string path = Path.Combine(_course.Root, "manifest.json");

        manifest.Save(path);
        ModuleManifest loaded = ModuleManifest.Load(path);
        loaded.Save(path + ".2");

        Assert.Equal(File.ReadAllText(path), File.ReadAllText(path + ".2"));
        await Verifier.Verify(File.ReadAllText(path));
    }

    [Theory]
    [InlineData("M01.E1\", Title", "M02.E1\", Title", "in M01.Sums write an id such as M01.E2")]
    [InlineData("Title = \"Add two numbers\", ", "", "M01.E1 has no title")]
    [InlineData("return a + b;", "return a + c;", "does not compile")]
    public void Read_FlawedSolution_SaysWhere(string find, string replace, string message)
    {
        _ = _course.Write($"solutions/{TinyCourse.Module}/Sums.cs", TinyCourse.Sums.Replace(find, replace, StringComparison.Ordinal));

        Assert.Contains(message, Assert.Throws<CourseException>(() => _course.Manifest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoManifest_SaysWhatToRun() =>
        Assert.Contains("run 'grader record'",
            Assert.Throws<CourseException>(() => ModuleManifest.Load(Path.Combine(_course.Root, "none.json"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void UsingsOf_Project_AddsAndRemoves()
    {
        string project = _course.Write("p.csproj", """
            <Project><ItemGroup>
              <Using Remove="System.IO" /><Using Include="TorchSharp.torch" Static="true" /><Using Include="TorchSharp.torch.nn.functional" Alias="F" />
            </ItemGroup></Project>
            """);

        IReadOnlyList<string> usings = ModuleProject.UsingsOf(project);

        Assert.DoesNotContain("System.IO", usings);
        Assert.Equal(["static TorchSharp.torch", "F = TorchSharp.torch.nn.functional"], usings.TakeLast(2));
    }
}

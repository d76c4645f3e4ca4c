using System.Runtime.Loader;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Intake;
using LLMCourse.Grader.Tests.Course;

namespace LLMCourse.Grader.Tests.Compiling;

public class SubmissionCompilerTests
{
    [Fact]
    public void Compile_Solution_GivesAssembly()
    {
        using TinyCourse course = new();
        ModuleManifest manifest = course.Manifest;
        SourceSet sources = new SubmissionReader().Read(Submission.Locate(course.Solution, manifest), manifest);

        Build build = SubmissionCompiler.Compile(sources, manifest, TinyCourse.References);

        Assert.True(build.Success);
        Assert.Empty(build.Diagnostics);
        Assert.Empty(build.BrokenFiles);
        Assert.NotEqual(0, build.Symbols.Length);
        Assert.Equal(7, build.PlaceOf(manifest.Exercises[0].Members[0])!.Line - 1);
    }
}

using LLMCourse.Authoring.Samples;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A golden submission as a folder of files, for tests that run the grader as a process.</summary>
internal static class SampleFolder
{
    /// <summary>Writes a sample out as a student would have handed it in.</summary>
    /// <param name="sample">Its name, such as <c>01-complete</c>.</param>
    /// <param name="under">The folder in which it gets a folder of its own.</param>
    /// <param name="module">Its module's full name.</param>
    /// <returns>The sample's folder.</returns>
    public static string Write(string sample, DirectoryInfo under, string module = GradingFixture.Module)
    {
        string path = Path.Combine(under.FullName, $"submission-{module[..3]}", sample);
        SampleSubmission.Load(Path.Combine(GradingFixture.Layout.Root, "tests", "Submissions", module[..3], sample + ".yaml"))
            .WriteTo(GradingFixture.Layout.SolutionOf(module), ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)), path);
        return path;
    }
}

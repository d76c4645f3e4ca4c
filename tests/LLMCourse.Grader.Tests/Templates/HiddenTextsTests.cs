using LLMCourse.Authoring.Templates;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Templates;

public sealed class HiddenTextsTests : IDisposable
{
    private const string Directives =
        "using System.Globalization;\nusing System.Security.Cryptography;\nusing System.Text;\nusing System.Text.Json;\nusing System.Text.RegularExpressions;\nusing LLMCourse.Reference.Corpora;\nusing static TorchSharp.torch;\n";

    private const string Body =
        "using Stream stream = File.OpenRead(path);\nbyte[] hash = SHA256.HashData(stream);\nreturn Convert.ToHexStringLower(hash.AsSpan(0, 16)) + string.Join(' ', names.Order(StringComparer.Ordinal)) + Environment.NewLine;\n";

    private readonly string _course = Directory.CreateTempSubdirectory("llmcourse-hidden-").FullName;

    public void Dispose() => Directory.Delete(_course, recursive: true);

    // Two files need the same seven namespaces; that tells nobody anything.
    [Fact]
    public void Find_DirectivesOfASolution_AreNoSecret()
    {
        HiddenTexts hidden =
            Hidden($"#region Solution\n{Directives}#endregion\nclass A\n{{\n    #region Solution\n    {Body}    #endregion\n}}\n");

        Assert.Null(hidden.Find($"{Directives}class B;\n"));
        Assert.Equal("solutions/M90.One/A.cs", hidden.Find($"{Directives}class B\n{{\n{Body}}}\n")?.File);
    }

    [Fact]
    public void Find_DirectivesAmongTheLinesOfABody_DoNotHideIt()
    {
        HiddenTexts hidden = Hidden($"#region Solution\n{Body}#endregion\n");

        Assert.NotNull(hidden.Find(Body.Replace("\n", "\nusing System.Text;\n", StringComparison.Ordinal)));
    }

    // A right answer begins with the signature and the checks of arguments that its starter has, too.
    [Fact]
    public void Find_GivenTextInAGoldenSubmission_IsNoSecret()
    {
        string own = Body.Replace("hash", "digest", StringComparison.Ordinal);
        string given = $"class A\n{{\n{Body}{Body}", samples = Path.Combine(_course, "tests", "Submissions", "M90");
        Directory.CreateDirectory(samples);
        File.WriteAllText(Path.Combine(samples, "40-a.yaml"), $"files:\n  A.cs: |\n{given}{own}{own}");
        HiddenTexts hidden = Hidden($"{given}#region Solution\nreturn 1;\n#endregion\n}}\n");

        Assert.Null(hidden.Find($"{given}throw new NotImplementedException();\n}}\n"));
        Assert.NotNull(hidden.Find(own + own));
    }

    private HiddenTexts Hidden(string source)
    {
        string folder = Path.Combine(_course, "solutions", "M90.One");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "A.cs"), source);
        return HiddenTexts.Of(new CourseLayout(_course));
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using LLMCourse.Authoring.Templates;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>Walks the repository that students get, and looks for what they must not get, by name and by content. It looks with rules of
/// its own, since those of the command could be wrong.</summary>
[Collection(TemplateCollection.Name)]
public sealed partial class HiddenTests(WrittenTemplate template)
{
    private const int Run = 4;

    private static readonly Lazy<HiddenTexts> Texts = new(() => HiddenTexts.Of(GradingFixture.Layout));

    private static readonly string[] Top =
    [
        ".devcontainer/devcontainer.json", ".editorconfig", ".gitattributes", ".github/workflows/classroom.yml", ".gitignore",
        "Course.slnx", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "LICENSE", "README.md", "course", "docs/conventions.md", "docs/not-allowed.md", "docs/torchsharp.md", "global.json",
        "tests.runsettings",
    ];

    private static readonly string[] Below =
        ["assignments/", "checkpoints/local-model/", "compat/Verify.Xunit/", "data/", "libtorch/", "reference/"];

    [Fact]
    public void Template_Files_AreOfThePlacesThatStudentsNeed()
    {
        Assert.Equal(Top,
            template.Files.Where(f => !Below.Any(b => f.StartsWith(b, StringComparison.Ordinal))).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(template.Files, f => Secret().IsMatch(f));
        Assert.DoesNotContain(template.Files,
            f => f.Split('/').Any(part => part is "bin" or "obj" or "solutions" or "grader" or "Submissions" or "Checks" or "expected"));
    }

    [Fact]
    public void Template_Assignments_AreTheStartersWithoutARegion()
    {
        foreach (string file in template.Files.Where(f => f.StartsWith("assignments/", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("#region Solution", template.Read(file), StringComparison.Ordinal);
            Assert.Equal(File.ReadAllText(Path.Combine(GradingFixture.Layout.Root, file)), template.Read(file));
        }
    }

    // Four lines in a row that say something, compared without their white space.
    [Fact]
    public void Template_NoFile_HoldsARunOfLinesOfASolutionsBody()
    {
        var runs = GradingFixture.Layout.Modules.SelectMany(m => Directory.EnumerateFiles(GradingFixture.Layout.SolutionOf(m), "*.cs"))
            .SelectMany(file => Region().Matches(File.ReadAllText(file)).SelectMany(body => RunsOf(body.Groups[1].Value, 160))
                .Select(run => (run, file)));

        AssertNone(runs);
    }

    // A helper of a few lines may stand in a check and in a public test; nothing longer does.
    [Fact]
    public void Template_NoFile_HoldsARunOfLinesOfACheckOrAGoldenSubmission()
    {
        string tests = Path.Combine(GradingFixture.Layout.Root, "tests");
        var runs = new[] { "Checks", "Submissions" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(tests, folder), "*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".yaml", StringComparison.Ordinal)
                || f.EndsWith(".json", StringComparison.Ordinal))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .SelectMany(file => RunsOf(File.ReadAllText(file), 480, lines: 12).Select(run => (run, file)));

        AssertNone(runs);
    }

    [Fact]
    public void Template_NoFile_HoldsTheNameOfACheckOrTheWordsOfAMistake()
    {
        List<string> words = [];
        foreach (string module in GradingFixture.Layout.Modules)
        {
            words.AddRange(MistakeCatalog.Parse(File.ReadAllText(Path.Combine(GradingFixture.Layout.ChecksOf(module), "mistakes.yaml")),
                module).SelectMany(m => (string[])[m.Id, m.Says]));
            words.AddRange(Directory.EnumerateFiles(Path.Combine(GradingFixture.Layout.ChecksOf(module), "expected"), "M*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f)));
        }

        SearchValues<string> wanted = SearchValues.Create([.. words], StringComparison.Ordinal);
        Assert.All(template.Files, f => Assert.Equal(-1, template.Read(f).AsSpan().IndexOfAny(wanted)));
    }

    [Fact]
    public void Template_Quizzes_HaveBlankSheetsAndNoKey()
    {
        foreach (string module
            in GradingFixture.Layout.Modules.Where(m => File.Exists(Path.Combine(GradingFixture.Layout.SolutionOf(m), "quiz.yaml"))))
        {
            Quiz quiz = QuizParser.Load(Path.Combine(GradingFixture.Layout.SolutionOf(module), "quiz.yaml"));
            using JsonDocument answers = JsonDocument.Parse(template.Read($"assignments/{module}/answers.json"));
            string page = template.Read($"assignments/{module}/quiz.md");

            Assert.Equal(quiz.Questions.Select(q => q.Id), answers.RootElement.EnumerateObject().Select(a => a.Name));
            Assert.All(answers.RootElement.EnumerateObject(),
                a => Assert.True(a.Value.ValueKind == JsonValueKind.Null
                    || (a.Value.ValueKind == JsonValueKind.Array && a.Value.GetArrayLength() == 0)));
            Assert.All(quiz.Questions.SelectMany(q => (IEnumerable<string?>)[q.Because, .. q.Explain.Values])
                .Where(t => t is { Length: > 20 }), t => Assert.DoesNotContain(t!, page, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("solution")]
    [InlineData("check")]
    [InlineData("mistake")]
    [InlineData("quiz")]
    [InlineData("expectation")]
    public void Make_WhatGivesSomethingAway_IsRefused(string what)
    {
        string hidden = what switch
        {
            "solution" =>
                Region().Match(
                    File.ReadAllText(Path.Combine(GradingFixture.Layout.SolutionOf(GradingFixture.Module), "Softmax.cs"))).Groups[1].Value,
            "check" => File.ReadAllText(Path.Combine(GradingFixture.Layout.ChecksOf(GradingFixture.Module), "SoftmaxChecks.cs")),
            "mistake" =>
                MistakeCatalog.Parse(
                    File.ReadAllText(Path.Combine(GradingFixture.Layout.ChecksOf(GradingFixture.Module), "mistakes.yaml")), "")[0].Says,
            "quiz" =>
                QuizParser.Load(Path.Combine(GradingFixture.Layout.SolutionOf(GradingFixture.Module), "quiz.yaml")).Questions[0].Because!,
            _ => File.ReadAllText(Directory.EnumerateFiles(Path.Combine(GradingFixture.Layout.ChecksOf(GradingFixture.Module), "expected"),
                "M02.E1.*.json").Order(StringComparer.Ordinal).First()),
        };

        // Indented otherwise, and in the middle of a line.
        TemplateFile[] files = [new("README.md", "Nothing here."),
            new("reference/Careless.cs", "class A { " + hidden.Replace("\n", "\n\t\t ", StringComparison.Ordinal) + " }")];
        CourseException refused = Assert.Throws<CourseException>(() => TemplateFiles.RequireNothingHidden(Texts.Value, files));

        Assert.StartsWith("reference/Careless.cs would give away what students must not see", refused.Message, StringComparison.Ordinal);
    }

    private void AssertNone(IEnumerable<(string Run, string File)> hidden)
    {
        Dictionary<string, string> runs = hidden.DistinctBy(h => h.Run).ToDictionary(h => h.Run, h => h.File);
        Assert.NotEmpty(runs);
        SearchValues<string> wanted = SearchValues.Create([.. runs.Keys], StringComparison.Ordinal);
        foreach (string file in template.Files)
        {
            string packed = string.Concat(Lines(template.Read(file)));
            int at = packed.AsSpan().IndexOfAny(wanted);
            Assert.True(at < 0, at
                < 0 ? "" : $"{file} holds a passage of {runs.First(r => packed.AsSpan(at).StartsWith(r.Key, StringComparison.Ordinal))}");
        }
    }

    private static IEnumerable<string> RunsOf(string text, int shortest, int lines = Run)
    {
        string[] all = [.. Lines(text).Where(l => l.Length > 3)];
        for (int i = 0; i + lines <= all.Length; i += lines)
        {
            if (string.Concat(all[i..(i + lines)]) is { } run && run.Length >= shortest) yield return run;
        }
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(l => string.Concat(l.Where(c => !char.IsWhiteSpace(c))));

    [GeneratedRegex("#region Solution\n(.*?)#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(
        @"(^|/)(mistakes|bans|quiz)\.(yaml|json)$|(?<!^data/)manifest\.json$|Checks\.cs$|\.received\.|LLMCourse\.sln$|course\.json$")]
    private static partial Regex Secret();
}

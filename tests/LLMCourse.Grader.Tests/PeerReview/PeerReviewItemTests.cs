using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Exports;
using LLMCourse.Grader.Tests.Gradebooks;

namespace LLMCourse.Grader.Tests.PeerReview;

/// <summary>The item beside a module: wherever a person may name it, it is not taken for the module.</summary>
public sealed class PeerReviewItemTests
{
    [Theory]
    [InlineData("M02", "M02")]
    [InlineData("m02.attention", "M02")]
    [InlineData("M02.P", "M02.P")]
    [InlineData("m02.p", "M02.P")]
    [InlineData("M02.Positions", "M02")]
    [InlineData("M77.P", null)]
    public void Resolve_ModuleOrItem_IsWhatWasMeant(string text, string? expected)
    {
        Assert.Equal(expected, ModuleIds.Resolve(text, ["M02", "M03"], out string? problem));
        Assert.Equal(expected is null, problem is not null);
    }

    [Fact]
    public void Load_CourseFile_WeighsTheItemByItself()
    {
        using var folder = new ExportClass(empty: true);

        CoursePolicy policy = CoursePolicy.Load(folder.Put("course.yaml", "weights: {M02: 2, M02.P: 0.5}"), ["M02"]);

        Assert.Equal((2m, 0.5m), (policy.WeightOf("M02"), policy.WeightOf("M02.P")));
    }

    [Fact]
    public void Export_TemplateWithBothColumns_FillsEachWithItsOwn()
    {
        using var folder = new ExportClass(empty: true);
        folder.Book.Enrol([new Student("ada", "Ada Lovelace", LmsId: "1001")]);
        folder.Save("ada", "M02", "perfect", 0);
        folder.Book.Add(new Override("ada", "M02.P", 62.5m, PeerReviewItem.Who(["c1", "c2"]), "question 3", TemporaryGradebook.Noon));
        string template = folder.Put("template.csv", """
            Student,ID,SIS User ID,SIS Login ID,Section,HW 2 (M02) (1),Reviews (M02.P) (2)
                Points Possible,,,,,100,100
            "Lovelace, Ada",1001,S1,alovelace,LLM-1,,

            """);

        (string text, _) =
            ExportClass.Write(new CanvasExport(), folder.Grades(policy: new CoursePolicy()), new ExportOptions { Template = template });

        Assert.Equal(["100.00", "62.50"],
            ExportClass.Parse(text)[2][5..]
                .Select(c => decimal.Parse(c, System.Globalization.CultureInfo.InvariantCulture)
                    .ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void FinalGrader_BeforeAnyReviewIsEntered_ItemIsOpenAndCountsForNobody()
    {
        using var folder = new ExportClass(empty: true);
        folder.Book.Enrol([new Student("bob")]);
        folder.Save("ada", "M02", "perfect", 0);

        FinalGrade[] grades = [.. new FinalGrader(folder.Book, new CoursePolicy { Weights = { ["M02.P"] = 1 } }).All()];

        Assert.All(grades, g => Assert.True(g.Modules.Single(m => m.Module == "M02.P").IsOpen));
        Assert.Equal([100m, 0m], grades.Select(g => g.Percent));
    }
}

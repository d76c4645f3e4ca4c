using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.Exports;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>What those who teach look for in a list of grades.</summary>
public sealed class GradeFlagsTests : IDisposable
{
    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void FlagsOf_EachKindOfGrade_SayWhatItIs()
    {
        _class.Book.SaveUngraded(new Ungraded("eve", "M01", "eve.zip", "No file was found in it.", TemporaryGradebook.Noon));

        string Of(string student, string module) =>
            string.Join(", ", ClassView.FlagsOf(new FinalGrader(_class.Book, ExportClass.Policy).All()
                .Single(g => g.Student.Key == student).Modules.Single(m => m.Module == module)));

        Assert.Equal("", Of("ada", "M01"));
        Assert.Equal("late", Of("ada", "M02"));
        Assert.Equal("extended", Of("cy", "M02"));
        Assert.Equal("late, overridden", Of("dee", "M02"));
        Assert.Equal("overridden", Of("dee", "M03"));
        Assert.Equal("missing", Of("eve", "M02"));
        Assert.Equal("not graded", Of("eve", "M01"));
    }

    [Theory]
    [InlineData(0, true)] // marked late, by how much is not known
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void IsLate_WithAGraceOfAQuarter_BeginsBehindIt(int minutes, bool late) =>
        Assert.Equal(late, new LatePenalty { Grace = TimeSpan.FromMinutes(15) }.IsLate(TimeSpan.FromMinutes(minutes)));
}

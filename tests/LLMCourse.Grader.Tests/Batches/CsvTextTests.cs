using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Batches;

public sealed class CsvTextTests
{
    [Fact]
    public void Parse_QuotesAndBreaks_GivesFields()
    {
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse("\uFEFFa,b\r\n\"x,\"\"y\"\"\nz\",\n,\"\"", "f");

        Assert.Equal(["a", "b"], rows[0]);
        Assert.Equal(["x,\"y\"\nz", ""], rows[1]);
        Assert.Equal(["", ""], rows[2]);
        Assert.Equal(3, rows.Count);
    }

    [Theory]
    [InlineData("a,\"b", "f:1: a quote is not closed")]
    [InlineData("a\nb\"c", "f:2: a quote within a field")]
    public void Parse_StrayQuote_SaysWhere(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<CourseException>(() => CsvText.Parse(text, "f")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\tx", "'\tx")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("-", "-")]
    [InlineData("Doe, Jane", "\"Doe, Jane\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    public void Row_Field_IsNeverAFormula(string field, string written) => Assert.Equal(written + "\r\n", CsvText.Row([field]));

    [Fact]
    public void Row_AnyText_ReadsBack()
    {
        string[] fields = ["", " x ", "a,b", "\"", "line\nbreak", "ünï", "a\r\nb"];

        Assert.Equal(fields, Assert.Single(CsvText.Parse(CsvText.Row(fields), "f")));
    }
}

using System.Globalization;
using System.Text;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Results;

public sealed class ResultJsonTests
{
    public static TheoryData<string> Names => SampleResults.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_ThenRead_GivesTheSameText(string name)
    {
        string json = ResultJson.Write(SampleResults.All[name]);

        Assert.Equal(json, ResultJson.Write(ResultJson.Read(json)));
    }

    [Fact]
    public void Write_AnyCulture_GivesTheSameText()
    {
        string invariant = ResultJson.Write(SampleResults.Mixed());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture =
                new CultureInfo("", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };

            Assert.Equal(invariant, ResultJson.Write(SampleResults.Mixed()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_Result_IsPlainUtf8WithLineFeedsAndWords()
    {
        string json = ResultJson.Write(SampleResults.Mixed());

        Assert.StartsWith("{\n  \"schemaVersion\": 1,\n  \"graderVersion\": \"0.1.0\",\n  \"module\": {", json, StringComparison.Ordinal);
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', json);
        Assert.Contains("\"outcome\": \"not-implemented\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain('<', json);
        Assert.DoesNotContain('\u202E', json);
    }

    [Fact]
    public void Write_LoneSurrogate_GivesValidUtf8()
    {
        GradeResult result = SampleResults.Perfect() with { GraderVersion = new string(['x', '\uD83D', 'y']) };

        byte[] bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(ResultJson.Write(result));

        Assert.NotEmpty(bytes);
    }

    [Fact]
    public void WithoutTimings_TwoGradings_AreTheSameText()
    {
        GradeResult one = SampleResults.Mixed();
        GradeResult other =
            one with { Timings = one.Timings! with { TotalMilliseconds = 1 }, Performance = [one.Performance[0] with { Ratio = 3.5 }] };

        Assert.NotEqual(ResultJson.Write(one), ResultJson.Write(other));
        Assert.Equal(ResultJson.Write(ResultJson.WithoutTimings(one)), ResultJson.Write(ResultJson.WithoutTimings(other)));
    }

    [Theory]
    [InlineData("{\"schemaVersion\": 2}", "schemaVersion 2; this grader reads 1")]
    [InlineData("{}", "has no whole number schemaVersion")]
    [InlineData("[]", "has no whole number schemaVersion")]
    [InlineData("{\"schemaVersion\": \"1\"}", "has no whole number schemaVersion")]
    [InlineData("{\"schemaVersion\": 1}", "not a result.json that can be read")]
    [InlineData("{", "not a result.json that can be read")]
    [InlineData("", "not a result.json that can be read")]
    public void Read_NotAResult_SaysSo(string json, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ResultJson.Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"outcome\": \"passed\"", "\"outcome\": \"splendid\"", "outcome")]
    [InlineData("\"outcome\": \"passed\"", "\"outcome\": 1", "outcome")]
    [InlineData("\"title\": \"Quiz\"", "\"title\": null", "title")]
    public void Read_WrongValue_NamesWhere(string from, string to, string where)
    {
        string json = ResultJson.Write(SampleResults.Perfect()).Replace(from, to, StringComparison.Ordinal);

        Assert.Contains(where, Assert.Throws<FormatException>(() => ResultJson.Read(json)).Message, StringComparison.Ordinal);
    }
}

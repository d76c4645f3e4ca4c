using System.Text.Json;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>Reads a runner's result as GitHub Classroom's reporter does.</summary>
internal static class ClassroomReader
{
    /// <summary>Returns what the reporter tells Classroom: a runner without a maximum is dropped, and
    /// every test must have a numeric score.</summary>
    public static (decimal Total, decimal Maximum, string Status) Read(string base64)
    {
        using JsonDocument result = JsonDocument.Parse(Convert.FromBase64String(base64));
        JsonElement root = result.RootElement;
        JsonElement[] tests = [.. root.GetProperty("tests").EnumerateArray()];
        Assert.NotEmpty(tests);
        Assert.All(tests, test =>
        {
            Assert.Equal(JsonValueKind.Number, test.GetProperty("score").ValueKind);
            Assert.Contains(test.GetProperty("status").GetString(), (string[])["pass", "fail", "error"]);
            Assert.False(string.IsNullOrEmpty(test.GetProperty("name").GetString()));
            Assert.Equal(JsonValueKind.Number, test.GetProperty("line_no").ValueKind);
        });
        decimal maximum = root.TryGetProperty("max_score", out JsonElement m) ? m.GetDecimal() : 0;
        return (maximum == 0 ? 0 : tests.Sum(t => t.GetProperty("score").GetDecimal()), maximum, root.GetProperty("status").GetString()!);
    }
}

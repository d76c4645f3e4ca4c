namespace LLMCourse.LlmServers.Tests;

/// <summary>A test that needs promtool, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        if (Promtool is null)
            Skip = "There is no promtool here. Install the package prometheus (./course test does), or set PROMTOOL to its path.";
    }

    /// <summary>Gets the tool's path; null where there is none.</summary>
    public static string? Promtool { get; } =
        new[] { Environment.GetEnvironmentVariable("PROMTOOL"), "/usr/bin/promtool", "/usr/local/bin/promtool" }.FirstOrDefault(
        File.Exists);
}

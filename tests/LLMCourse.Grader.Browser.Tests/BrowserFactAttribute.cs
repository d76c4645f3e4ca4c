namespace LLMCourse.Grader.Browser.Tests;

/// <summary>A test that needs Chromium, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium is null)
            Skip = "There is no Chromium here. Install the package chromium (./course setup does), or set CHROMIUM to its path.";
    }

    /// <summary>Gets the browser's path; null where there is none.</summary>
    public static string? Chromium { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable" }
        .FirstOrDefault(File.Exists);
}

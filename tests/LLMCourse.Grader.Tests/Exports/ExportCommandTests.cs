using System.Diagnostics;
using System.Globalization;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>The command as instructors start it, on a gradebook that is open for grading at the same time.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public async Task Export_Formats_GiveFilesAndFolders()
    {
        string csv = Path.Combine(_class.Folder, "grades.csv"), folder = Path.Combine(_class.Folder, "gradescope");

        (int code, string output, string error) = await RunAsync("--to", "csv", "--policy", _class.PolicyFile, "--out", csv);

        Assert.True(code == 0, output + error);
        Assert.Contains("5 students, M01, M02, M03: ", error, StringComparison.Ordinal);
        Assert.Equal(
            _class.Grades().Students.Select(s => s.Grade.Percent.ToString("0.00", CultureInfo.InvariantCulture)),
            ExportClass.Parse(File.ReadAllText(csv)).Skip(1).Select(r => r[^1]));

        (code, output, error) =
            await RunAsync("--to", "gradescope", "--policy", _class.PolicyFile, "--out", folder, "--module", "M02.Attention");

        Assert.True(code == 0, output + error);
        Assert.Contains("4 submissions of 5 students", error, StringComparison.Ordinal);
        Assert.Contains("1 handed nothing in and have no entry: eve (Eve Noon).", error, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(folder, "gradescope.json", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("neither rows nor students", "is no gradebook of Canvas", "--to", "canvas", "--template", "TEMPLATE")]
    [InlineData("", "are for canvas and moodle, not for csv", "--to", "csv", "--points", "20")]
    [InlineData("", "has no module 'M07'; it has M01, M02, M03. Did you mean M01?", "--to", "csv", "--module", "M07")]
    public async Task Export_WrongUsage_SaysWhatToDoAndWritesNothing(string template, string message, params string[] arguments)
    {
        string file = _class.Put("template.csv", $"{template},x\n"), target = Path.Combine(_class.Folder, "upload.csv");

        (int code, _, string error) = await RunAsync([.. arguments.Select(a => a == "TEMPLATE" ? file : a), "--out", target]);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_class.Folder), f => f.StartsWith(target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_OntoTheGradebook_IsRefused()
    {
        (int code, _, string error) = await RunAsync("--to", "csv", "--out", _class.Book.Path);

        Assert.Equal(2, code);
        Assert.Contains("is the gradebook itself", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process grader = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "grader.dll"), "export", "--gradebook", _class.Book.Path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();
        await grader.WaitForExitAsync();
        return (grader.ExitCode, await output, await error);
    }
}

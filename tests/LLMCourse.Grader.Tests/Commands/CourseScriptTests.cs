using System.Diagnostics;
using LLMCourse.Grader.Tests.EndToEnd;

namespace LLMCourse.Grader.Tests.Commands;

/// <summary>What ./course makes of its arguments and the folder it is called in: with a dotnet and a grader that
/// only say what they were called with.</summary>
public sealed class CourseScriptTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("llmcourse-script-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("", "test M02", "test ROOT/assignments/M02.Attention --nologo")]
    [InlineData("", "test m02.e2", "test ROOT/assignments/M02.Attention --nologo --filter Exercise=M02.E2")]
    [InlineData("", "test M02.Attention --no-build", "test ROOT/assignments/M02.Attention --nologo --no-build")]
    [InlineData("", "test --filter x", "test LLMCourse.sln --configuration Release --nologo --filter x")]
    [InlineData("assignments/M02.Attention", "test", "test ROOT/assignments/M02.Attention --nologo")]
    [InlineData("assignments/M02.Attention", "test E2 -v q", "test ROOT/assignments/M02.Attention --nologo --filter Exercise=M02.E2 -v q")]
    [InlineData("assignments/M02.Attention", "test M01", "test ROOT/assignments/M01.Foundations --nologo")]
    [InlineData("assignments/M02.Attention/bin", "test E3", "test ROOT/assignments/M02.Attention --nologo --filter Exercise=M02.E3")]
    [InlineData("", "test M03", "2: course: there is no module or exercise 'M03'; write it as M02 or M02.E2.")]
    [InlineData("", "test E2", "2: course: there is no module or exercise 'E2'; write it as M02 or M02.E2.")]
    public async Task Test_OfTheCourse_IsOfWhatIsNamedOrOfTheFolder(string folder, string arguments, string called)
    {
        Place(Path.Combine(GradingFixture.Layout.Root, "course"));

        Assert.Equal(called, await RunAsync(folder, arguments));
    }

    [Theory]
    [InlineData("", "test M02.E2", "test assignments/M02.Attention --nologo --filter Exercise=M02.E2")]
    [InlineData("", "test", "test Course.slnx --nologo")]
    [InlineData("assignments/M02.Attention", "test", "test assignments/M02.Attention --nologo")]
    [InlineData("assignments/M02.Attention", "test E2", "test assignments/M02.Attention --nologo --filter Exercise=M02.E2")]
    [InlineData("", "test M03", "2: course: there is no module or exercise 'M03'; there are: M01.Foundations M02.Attention")]
    [InlineData("assignments/M02.Attention", "grade", "grade assignments/M02.Attention --out reports --no-performance")]
    [InlineData("assignments/M02.Attention", "grade --only M02.E2",
        "grade assignments/M02.Attention --out reports --no-performance --only M02.E2")]
    [InlineData("", "grade", "grade assignments/M01.Foundations assignments/M02.Attention --out reports --no-performance")]
    [InlineData("assignments/M02.Attention", "watch --once", "watch assignments/M02.Attention --reports reports --once")]
    [InlineData("", "play M02 --steps 5", "play assignments/M02.Attention --reports reports --steps 5")]
    [InlineData("", "watch", "2: course: say which module: ./course watch M02")]
    [InlineData("assignments/M02.Attention", "hint E2", "hint E2 --reports ROOT/reports")]
    public async Task Command_OfATemplate_IsOfWhatIsNamedOrOfTheFolder(string folder, string arguments, string called)
    {
        string script = await File.ReadAllTextAsync(
            Path.Combine(GradingFixture.Layout.Root, "grader", "LLMCourse.Authoring", "Templates", "Files", "course"));
        string filled = Path.Combine(_root, "filled");
        await File.WriteAllTextAsync(filled, script.Replace("⟪modules⟫", "M01.Foundations M02.Attention", StringComparison.Ordinal)
            .Replace("⟪first-id⟫", "M02", StringComparison.Ordinal));
        Place(filled);

        Assert.Equal(called, await RunAsync(folder, arguments));
    }

    private void Place(string script)
    {
        File.Copy(script, Path.Combine(_root, "course"));
        foreach (string module in (string[])["M01.Foundations", "M02.Attention"])
            Directory.CreateDirectory(Path.Combine(_root, "assignments", module, "bin"));
        Directory.CreateDirectory(Path.Combine(_root, "tools"));
        foreach (string program in (string[])["dotnet", "llmcourse-grader"])
        {
            string path = Path.Combine(_root, "tools", program);
            File.WriteAllText(path, "#!/bin/sh\ncase \"$1\" in --list-sdks) echo '10.0.100 [/x]' ;; restore) ;; *) echo \"$@\" ;; esac\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<string> RunAsync(string folder, string arguments)
    {
        ProcessStartInfo info = new("bash", [Path.Combine(_root, "course"), .. arguments.Split(' ')])
        {
            WorkingDirectory = Path.Combine(_root, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["PATH"] = $"{Path.Combine(_root, "tools")}:{Environment.GetEnvironmentVariable("PATH")}";
        info.Environment["HOME"] = _root;
        info.Environment["COURSE_INSTALL"] = "never";
        _ = info.Environment.Remove("LLMCOURSE_GRADER");
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        string last = (await error).TrimEnd('\n').Split('\n')[^1];
        return (process.ExitCode == 0
            ? (await output).Trim()
            : $"{process.ExitCode}: {last}").Replace(_root, "ROOT", StringComparison.Ordinal);
    }
}

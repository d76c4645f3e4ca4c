using System.Diagnostics;
using YamlDotNet.Serialization;

namespace LLMCourse.Grader.Tests.Templates;

/// <summary>A workflow as GitHub's runner sees it: jobs with steps, of which those with a script can be run here.</summary>
internal sealed class WorkflowFile(string path)
{
    private readonly Dictionary<object, object> _root = new DeserializerBuilder().Build()
        .Deserialize<Dictionary<object, object>>(File.ReadAllText(path));

    public object this[string key] => _root[key];

    public IEnumerable<string> Jobs => Map(_root["jobs"]).Keys.Cast<string>();

    /// <summary>Gets the scripts of a job by their steps' names, in order.</summary>
    public IReadOnlyList<Step> StepsOf(string job) =>
        [.. ((List<object>)Map(Map(_root["jobs"])[job])["steps"]).Select(Map).Select(s => new Step(
            (string?)s.GetValueOrDefault("name"), (string?)s.GetValueOrDefault("run"), (string?)s.GetValueOrDefault("uses"),
            (string?)s.GetValueOrDefault("working-directory") ?? "",
            s.TryGetValue("env", out object? env)
                ? Map(env).ToDictionary(e => (string)e.Key, e => (string)e.Value)
                : []) { Condition = (string?)s.GetValueOrDefault("if") })];

    public Step StepOf(string job, string name) => StepsOf(job).Single(s => s.Name == name && s.Script is not null);

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    internal sealed record Step(string? Name, string? Script, string? Uses, string Folder, IReadOnlyDictionary<string, string> Environment)
    {
        /// <summary>Gets the expression by which the runner decides whether the step runs; null where there is none.</summary>
        public string? Condition { get; init; }

        /// <summary>Runs the script as the runner does: a file, under bash with pipefail, with
        /// files for what it tells the runner.</summary>
        /// <param name="workspace">Where the job's files are.</param>
        /// <param name="temporary">The job's folder for temporary files.</param>
        /// <param name="environment">What the expressions of the step's and the job's environment come to.</param>
        public async Task<StepRun> RunAsync(string workspace, string temporary, params (string Name, string Value)[] environment)
        {
            string files = Directory.CreateDirectory(Path.Combine(temporary, $"step-{Guid.NewGuid():N}")).FullName;
            string script = Path.Combine(files, "script.sh"), output = Path.Combine(files, "output"),
                summary = Path.Combine(files, "summary");
            File.WriteAllText(script, Script!);
            File.WriteAllText(output, "");
            File.WriteAllText(summary, "");
            ProcessStartInfo info = new("bash", ["--noprofile", "--norc", "-eo", "pipefail", script])
            {
                WorkingDirectory = Path.Combine(workspace, Folder),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            (string, string)[] runner = [("GITHUB_ACTIONS", "true"), ("CI", "true"), ("RUNNER_TEMP", temporary), ("GITHUB_OUTPUT", output),
                ("GITHUB_STEP_SUMMARY", summary), ("COURSE_INSTALL", "never")];
            foreach ((string name, string value) in (IEnumerable<(string, string)>)[.. runner, .. environment]) info.Environment[name] =
                value;
            using Process process = Process.Start(info)!;
            Task<string> log = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new StepRun(process.ExitCode, await log, await error, File.ReadAllText(summary), Outputs(File.ReadAllLines(output)));
        }

        private static Dictionary<string, string> Outputs(string[] lines) =>
            lines.ToDictionary(l => l[..l.IndexOf('=')], l => l[(l.IndexOf('=') + 1)..]);
    }

    internal sealed record StepRun(int ExitCode, string Log, string Error, string Summary, IReadOnlyDictionary<string, string> Outputs)
    {
        public string All => $"exit code {ExitCode}\n{Log}\n{Error}";

        /// <summary>Gets the lines that the runner takes for commands, of both streams.</summary>
        public IReadOnlyList<string> Commands => [.. RunnerLog.Commands(Log), .. RunnerLog.Commands(Error)];
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>A program that does a piece of work whenever it is told to: one line in, one line of JSON out.</summary>
internal sealed class WorkProcess : IAsyncDisposable
{
    private const int ErrorLength = 2_000;

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _errors = new();

    private WorkProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        process.ErrorDataReceived += (_, e) =>
        {
            lock (_errors)
            {
                if (e.Data is not null && _errors.Length < ErrorLength) _errors.AppendLine(e.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Gets what is counted, as the program says.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>Starts a program and waits until its work is ready.</summary>
    /// <exception cref="BenchmarkException">It does not start, or says something else.</exception>
    public static async Task<WorkProcess> StartAsync(string name, IReadOnlyList<string> command, string folder, string device,
        CancellationToken cancellation)
    {
        // A name such as ./decode means the folder it runs in; .NET would look for it where the grader was started.
        string program = command[0].StartsWith("./", StringComparison.Ordinal)
            ? Path.GetFullPath(command[0], Path.GetFullPath(folder))
            : command[0];
        var info = new ProcessStartInfo(program, command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Idle OpenMP threads that spin take the other side's cores; this is how both sides run everywhere in the course.
        info.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        info.Environment["BENCH_DEVICE"] = device;
        Process process;
        try
        {
            process = await ProcessStarter.StartAsync(info).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException($"{name} does not start: {e.Message}", e);
        }

        var started = new WorkProcess(process, name);
        try
        {
            using JsonDocument ready = JsonDocument.Parse(await started.ReadAsync(cancellation).ConfigureAwait(false));
            started.Unit = ready.RootElement.GetProperty("unit").GetString() ?? "";
            return started;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw new BenchmarkException($"{name} does not say that it is ready as tests/Benchmarks/Works/WorkLoop.cs has it.", e);
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has the work done once.</summary>
    /// <exception cref="BenchmarkException">The program ended, or its answer is not one.</exception>
    public async Task<WorkRound> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("go".AsMemory(), cancellation).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new BenchmarkException($"{_name} ended before its work was done. {Errors()}", e);
        }

        string line = await ReadAsync(cancellation).ConfigureAwait(false);
        try
        {
            WorkRound? round = JsonSerializer.Deserialize<WorkRound>(line);
            return round is { Units: > 0, Seconds: > 0 }
                ? round
                : throw new BenchmarkException($"{_name} says {line}; units and seconds must be above 0.");
        }
        catch (JsonException e)
        {
            throw new BenchmarkException($"{_name} says '{line}', which is no line of JSON.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input is the end of the program; one that does not see it is ended.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<string> ReadAsync(CancellationToken cancellation) =>
        await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false)
            ?? throw new BenchmarkException($"{_name} ended without an answer. {await EndAsync(cancellation).ConfigureAwait(false)}");

    private async Task<string> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return Errors();
    }

    private string Errors()
    {
        lock (_errors) return _errors.ToString().Trim();
    }
}

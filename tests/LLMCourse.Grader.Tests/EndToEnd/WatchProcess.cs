using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>A <c>grader watch</c>, or another command that goes on, and what it prints.</summary>
internal sealed partial class WatchProcess : IDisposable
{
    // Far above what a busy machine needs: what does not come by then does not come.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _read = [];
    private readonly Task<string> _error;

    private WatchProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _ = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line) await _lines.Writer.WriteAsync(line);
            _lines.Writer.Complete();
        });
    }

    public int Id => _process.Id;

    /// <summary>Gets all that was read, with times taken out.</summary>
    public string Output => Scrub(string.Join('\n', _read));

    public static WatchProcess Start(params IReadOnlyList<string> arguments) => Run(["watch", .. arguments]);

    /// <summary>Starts a command that may be another one.</summary>
    public static WatchProcess Run(params IReadOnlyList<string> arguments) => new(GraderProcess.Start(arguments));

    /// <summary>Takes the times out of lines.</summary>
    public static string Scrub(string text) => Seconds().Replace(text.ReplaceLineEndings("\n").TrimEnd('\n'), "($ s)");

    /// <summary>Reads until a line that begins so, and returns it.</summary>
    public async Task<string> ReadToAsync(params IReadOnlyList<string> beginnings)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            try
            {
                string line = await _lines.Reader.ReadAsync(patience.Token);
                _read.Add(line);
                if (beginnings.Any(b => line.StartsWith(b, StringComparison.Ordinal))) return line;
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                throw new InvalidOperationException(
                    $"No line began with '{string.Join("' or '", beginnings)}'. There were:\n{Output}\n{(_process.HasExited ? await _error : "")}", e);
            }
        }
    }

    /// <summary>Sends Ctrl-C and waits for the end.</summary>
    public async Task<(int ExitCode, string Error)> InterruptAsync()
    {
        await SignalAsync();
        return await EndAsync();
    }

    /// <summary>Sends Ctrl-C.</summary>
    public async Task SignalAsync()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [GeneratedRegex(@"\([0-9]+\.[0-9]{2} s\)", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();
}

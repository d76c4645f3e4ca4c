using System.Diagnostics;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>One process that compiles, from the grader's side.</summary>
internal sealed class ExaminerProcess : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly BoundedDrain _standardError;
    private int _disposed;

    private ExaminerProcess(Process process)
    {
        _process = process;
        _standardError = new BoundedDrain(process.StandardError.BaseStream);
    }

    /// <summary>Gets how many submissions were examined here.</summary>
    internal int Examined { get; private set; }

    /// <summary>Starts a process and waits until it can be asked.</summary>
    /// <exception cref="WorkerFaultException">It does not start.</exception>
    internal static async Task<ExaminerProcess> StartAsync(ExaminerOptions options, CancellationToken cancellation)
    {
        Process process;
        try
        {
            process = await ProcessStarter.StartAsync(options.StartInfo()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new WorkerFaultException($"The process that compiles submissions could not be started: {e.Message}", e);
        }

        ExaminerProcess started = new(process);
        try
        {
            string? said = await started.ReadAsync(ExaminerJson.Default.String, options.StartTime, cancellation).ConfigureAwait(false);
            return said == ExaminerWire.Ready
                ? started
                : throw new WorkerFaultException($"The process that compiles submissions did not start. {started.Death()}");
        }
        catch (TimeoutException e)
        {
            started.Dispose();
            throw new WorkerFaultException(
                $"The process that compiles submissions did not start within {options.StartTime.TotalSeconds:0} s.", e);
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Has a submission examined.</summary>
    /// <returns>The answer; one that says why the compiler gave up where the process did not live to say it.</returns>
    internal async Task<ExamineReply> ExamineAsync(ExamineRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        Examined++;
        try
        {
            await ExaminerWire.WriteAsync(_process.StandardInput.BaseStream, request, ExaminerJson.Default.ExamineRequest, cancellation)
                .ConfigureAwait(false);
            return await ReadAsync(ExaminerJson.Default.ExamineReply, limit, cancellation).ConfigureAwait(false)
                ?? new ExamineReply(null, Death(), null);
        }
        catch (IOException)
        {
            // It died before it had read the request.
            return new ExamineReply(null, Death(), null);
        }
        catch (TimeoutException)
        {
            return new ExamineReply(null, $"it did not finish within {limit.TotalSeconds:0} s", null);
        }
    }

    /// <summary>Ends the process, whatever it does.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _ = _process.WaitForExit(EndLimit);
        _standardError.Finish(EndLimit);
        _process.Dispose();
    }

    private async Task<T?> ReadAsync<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, TimeSpan limit,
        CancellationToken cancellation)
        where T : class
    {
        // A read of a pipe cannot be cancelled: it is left behind, and ends with the process.
        Task<T?> read = Task.Run(() => ExaminerWire.ReadAsync(_process.StandardOutput.BaseStream, type, CancellationToken.None),
            CancellationToken.None);
        return await read.WaitAsync(limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>Says in words what ended the process.</summary>
    private string Death()
    {
        bool ended = _process.WaitForExit(EndLimit);
        _standardError.Finish(TimeSpan.FromSeconds(1));
        string said = _standardError.Text;
        if (said.Contains("Stack overflow", StringComparison.Ordinal)) return "its stack overflowed";
        if (said.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            || said.Contains("OutOfMemoryException", StringComparison.Ordinal))
            return "it needed more memory than there is for it";
        return ended ? $"its process ended with exit code {_process.ExitCode}" : "its process closed its output";
    }
}

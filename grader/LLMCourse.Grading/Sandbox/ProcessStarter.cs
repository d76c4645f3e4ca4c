using System.Collections.Concurrent;
using System.Diagnostics;

namespace LLMCourse.Grading.Sandbox;

/// <summary>Starts processes from one thread that lives as long as the grader.</summary>
/// <remarks>
/// Linux sends the signal for a parent's death when the <em>thread</em> that started the child ends. Started from the thread
/// pool, a sandbox with <c>--die-with-parent</c> would die with an idle pool thread.
/// </remarks>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> Wanted = [];

    static ProcessStarter() => new Thread(Run) { IsBackground = true, Name = "process starter" }.Start();

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Wanted.Add((info, started));
        return started.Task;
    }

    private static void Run()
    {
        foreach ((ProcessStartInfo info, TaskCompletionSource<Process> started) in Wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        }
    }
}

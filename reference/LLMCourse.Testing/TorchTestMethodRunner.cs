using System.Diagnostics;
using System.Runtime.InteropServices;
using LLMCourse.Reference;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>Runs the cases of one test method, each on a thread of its own, which an error inside libtorch may cost.</summary>
internal sealed class TorchTestMethodRunner(
    ITestMethod method, IReflectionTypeInfo type, IReflectionMethodInfo info, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics,
    IMessageBus bus,
    ExceptionAggregator aggregator, CancellationTokenSource cancellation, object[] constructorArguments, FirstRed? firstRed)
    : XunitTestMethodRunner(method, type, info, cases, diagnostics, bus, aggregator, cancellation, constructorArguments)
{
    // Follows a test to the threads that it starts.
    private static readonly AsyncLocal<TaskCompletionSource<NativeError>?> Running = new();
    private static readonly bool IsGuarded = NativeErrors.Intercept(Park);

    private readonly IMessageSink _diagnostics = diagnostics;
    private readonly object[] _constructorArguments = constructorArguments;

    /// <inheritdoc/>
    protected override async Task<RunSummary> RunTestCaseAsync(IXunitTestCase testCase)
    {
        ArgumentNullException.ThrowIfNull(testCase);
        if (firstRed?.Admits(testCase) == false) return new RunSummary();
        WatchedBus watched = new(MessageBus, firstRed);
        if (!IsGuarded)
            return await testCase.RunAsync(_diagnostics, watched, _constructorArguments, new ExceptionAggregator(Aggregator),
                CancellationTokenSource).ConfigureAwait(false);

        long begun = Stopwatch.GetTimestamp();
        TaskCompletionSource<NativeError> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<RunSummary> test = Task.Factory.StartNew(
            () =>
            {
                Running.Value = ended;
                return testCase.RunAsync(_diagnostics, watched, _constructorArguments, new ExceptionAggregator(Aggregator),
                    CancellationTokenSource);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default).Unwrap();

        // Waiting here, not by await, keeps xunit from beginning more tests at once than there are processors.
        _ = Task.WaitAny(test, ended.Task);
        if (test.IsCompleted) return await test.ConfigureAwait(false);
        NativeError error = await ended.Task.ConfigureAwait(false);
        decimal seconds = (decimal)Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return watched.Fail(testCase, seconds, typeof(ExternalException).FullName!, Words(error), Places(error));
    }

    private static void Park(NativeError error)
    {
        if (Running.Value is not { } test)
        {
            Console.Error.WriteLine($"{Words(error)}\n{Places(error)}");
            return;
        }

        _ = test.TrySetResult(error);
        Thread.Sleep(Timeout.Infinite);
    }

    private static string Words(NativeError error) => error.Operator is { } name ? $"{name}: {error.Message}" : error.Message;

    // From the call into TorchSharp outwards; what is inside it says nothing to a student.
    private static string Places(NativeError error) =>
        string.Join('\n', error.Stack.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("NativeErrors.", StringComparison.Ordinal)
                && !line.Contains("TorchSharp.PInvoke.", StringComparison.Ordinal))
            .TakeWhile(line => !line.Contains("LLMCourse.Testing.", StringComparison.Ordinal)
                && !line.Contains("System.RuntimeMethodHandle", StringComparison.Ordinal)
                && !line.Contains("InvokeStub_", StringComparison.Ordinal)
                    && !line.Contains("System.Reflection.", StringComparison.Ordinal))
            .Select(line => line.TrimEnd('\r')));
}

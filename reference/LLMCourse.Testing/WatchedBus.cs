using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>Hands a test case's messages on, and remembers what is needed to end the case in its place.</summary>
/// <param name="bus">Where messages go; not disposed.</param>
/// <param name="firstRed">Behind what further tests wait; null to hand failures on as they are.</param>
internal sealed class WatchedBus(IMessageBus bus, FirstRed? firstRed) : IMessageBus
{
    private readonly Lock _lock = new();
    private ITest? _running;
    private bool _closed;
    private int _finished, _failed;

    /// <inheritdoc/>
    public bool QueueMessage(IMessageSinkMessage message)
    {
        lock (_lock)
        {
            // A parked test has nothing more to say.
            if (_closed) return true;
            if (message is ITestStarting starting) _running = starting.Test;
            if (message is ITestFailed) _failed++;
            if (message is ITestFinished) (_running, _finished) = (null, _finished + 1);
            return bus.QueueMessage(message is ITestFailed failed ? Shortened(failed) : message);
        }
    }

    /// <summary>Fails the test that is running and ends its case; what comes from it afterwards is dropped.</summary>
    /// <param name="testCase">The case.</param>
    /// <param name="seconds">How long it ran.</param>
    /// <param name="type">The exception's type.</param>
    /// <param name="message">The exception's message.</param>
    /// <param name="stack">Where it was thrown.</param>
    public RunSummary Fail(IXunitTestCase testCase, decimal seconds, string type, string message, string stack)
    {
        lock (_lock)
        {
            _closed = true;
            // The very object that the test began with: by it the runner knows the test's name.
            ITest test = _running ?? new XunitTest(testCase, testCase.DisplayName);
            RunSummary summary = new() { Total = _finished + 1, Failed = _failed + 1, Time = seconds };
            _ = bus.QueueMessage(Shortened(new TestFailed(test, seconds, null, [type], [message], [stack], [-1])));
            _ = bus.QueueMessage(new TestFinished(test, seconds, null));
            _ = bus.QueueMessage(new TestCaseFinished(testCase, seconds, summary.Total, summary.Failed, 0));
            return summary;
        }
    }

    private ITestFailed Shortened(ITestFailed failed) =>
        firstRed is null ? failed : ShortFailure.Of(failed, firstRed.Close((IXunitTestCase)failed.TestCase));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

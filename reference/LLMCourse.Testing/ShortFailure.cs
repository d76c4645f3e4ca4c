using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>Cuts a failure down to what a student needs: a few lines of message, and the places in the module's own files.</summary>
internal static class ShortFailure
{
    private const int MostLines = 10, MostPlaces = 3;

    /// <summary>Returns the failure with at most ten lines in all.</summary>
    /// <param name="failed">The failure.</param>
    /// <param name="note">What to say below the message; empty for nothing.</param>
    public static TestFailed Of(ITestFailed failed, string note)
    {
        string space = failed.TestCase.TestMethod.TestClass.Class.Name is var type && type.LastIndexOf('.') is > 0 and var dot
            ? type[..dot]
            : type;
        string[] places = Places(failed.StackTraces.FirstOrDefault(stack => stack is not null) ?? "", space);
        int room = MostLines - places.Length - (note.Length > 0 ? 1 : 0);
        string[] lines = [.. string.Join('\n', failed.Messages).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        if (lines.Length > room)
            lines = [.. lines.Take(room - 1), $"… ({lines.Length - room + 1} more lines; {FirstRed.Variable}=all shows them)"];
        if (note.Length > 0) lines = [.. lines, note];
        return new TestFailed(failed.Test, failed.ExecutionTime, failed.Output, [failed.ExceptionTypes[0]], [string.Join('\n', lines)],
            [string.Join('\n', places)], [-1]);
    }

    // Frames in the module's own namespace: the student's code, and the test that called it.
    private static string[] Places(string stack, string space) =>
        [.. stack.Split('\n').Select(line => line.TrimEnd())
            .Where(line => line.TrimStart().StartsWith($"at {space}.", StringComparison.Ordinal)
                && line.Contains(" in ", StringComparison.Ordinal)).Take(MostPlaces)];
}

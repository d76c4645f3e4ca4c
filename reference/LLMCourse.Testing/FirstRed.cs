using System.Globalization;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>Lets an exercise's tests wait behind its first that fails, so that a student sees one thing to put right at a time.</summary>
/// <remarks>
/// A test that waits is not reported at all: an editor shows it as not run, and a terminal, which would have two lines for every skipped
/// one, has the failure alone. How many wait is said in that failure. In the solutions, and where the environment variable
/// <see cref="Variable"/> is "all", every test runs.
/// </remarks>
internal sealed class FirstRed
{
    /// <summary>The environment variable that has all tests run.</summary>
    public const string Variable = "COURSE_TESTS";

    /// <summary>The metadata by which a project says that all of its tests run.</summary>
    public const string Metadata = "AllTests";

    private readonly Dictionary<string, int> _left = new(StringComparer.Ordinal);
    private readonly HashSet<string> _red = new(StringComparer.Ordinal);

    /// <summary>Creates the gate of a run.</summary>
    /// <param name="cases">Every case of the run.</param>
    public FirstRed(IEnumerable<IXunitTestCase> cases)
    {
        foreach (IXunitTestCase testCase in cases)
        {
            if (ExerciseOf(testCase) is { } exercise) _left[exercise] = _left.GetValueOrDefault(exercise) + 1;
        }
    }

    /// <summary>Says whether tests of an assembly wait.</summary>
    public static bool IsFor(Assembly assembly) => Environment.GetEnvironmentVariable(Variable) != "all"
        && !assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(data => data is { Key: Metadata, Value: "true" });

    /// <summary>Returns the exercise that a case is of; null for none.</summary>
    public static string? ExerciseOf(IXunitTestCase testCase) =>
        testCase.Traits.TryGetValue("Exercise", out List<string>? values) ? values.FirstOrDefault() : null;

    /// <summary>Says whether a case may run; each case is asked for once.</summary>
    public bool Admits(IXunitTestCase testCase)
    {
        if (ExerciseOf(testCase) is not { } exercise) return true;
        _left[exercise]--;
        return !_red.Contains(exercise);
    }

    /// <summary>Notes that a case has failed.</summary>
    /// <returns>What to say of the tests that wait now; empty for none.</returns>
    public string Close(IXunitTestCase testCase)
    {
        if (ExerciseOf(testCase) is not { } exercise || !_red.Add(exercise) || _left[exercise] == 0) return "";
        int left = _left[exercise];
        return string.Create(CultureInfo.InvariantCulture,
            $"{left} more test{(left == 1 ? "" : "s")} of {exercise} wait{(left == 1 ? "s" : "")} behind this one ({Variable}=all runs them).");
    }
}

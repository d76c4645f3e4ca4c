using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>The order in which exercises are taught and their tests are written.</summary>
/// <param name="cases">Every case of what is to be ordered.</param>
internal sealed class TeachingOrder(IEnumerable<IXunitTestCase> cases) : ITestCollectionOrderer, ITestCaseOrderer
{
    private readonly Dictionary<Guid, (string, int, int)> _collections =
        cases.GroupBy(testCase => testCase.TestMethod.TestClass.TestCollection.UniqueID)
            .ToDictionary(group => group.Key, group => group.Min(testCase => Place(testCase)));

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => _collections.GetValueOrDefault(collection.UniqueID));

    /// <inheritdoc/>
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        testCases.OrderBy(testCase => Place(testCase));

    // The compiler numbers methods as it reads them: files by name, and each from its top.
    private static (string Module, int Exercise, int Method) Place<TTestCase>(TTestCase testCase)
        where TTestCase : ITestCase
    {
        string? exercise = testCase is IXunitTestCase known ? FirstRed.ExerciseOf(known) : null;
        string[] parts = exercise?.Split(".E") ?? [];
        int number = parts.Length == 2 && int.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out int n)
            ? n
            : int.MaxValue;
        int token = testCase.TestMethod.Method is IReflectionMethodInfo { MethodInfo: var method } ? method.MetadataToken : 0;
        return (parts.FirstOrDefault() ?? "", number, token);
    }
}

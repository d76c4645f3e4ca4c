using System.Collections.Concurrent;
using System.Reflection;
using LLMCourse.Testing;
using Xunit.Abstractions;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Testing;

/// <summary>Runs the samples below as `dotnet test` runs a module's tests: with the framework, in this process.</summary>
public sealed class TorchTestFrameworkTests
{
    [Fact]
    public void Run_TestsThatLibTorchWouldEndTheProcessWith_FailByThemselvesInItsWords()
    {
        ConcurrentDictionary<string, string> results = Run();

        Assert.Equal(
            """
            Async: Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
            Before: passed
            Matmul: Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
            OnAThreadOfItsOwn: Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
            Ordinary: Assert.Equal() Failure: Values differ
            Rows(size: 3): passed
            Rows(size: 4): Tensor.matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x4)
            """,
            string.Join('\n', results.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}: {r.Value.Split('\n')[0]}")));
        string matmul = results["Matmul"];
        Assert.Contains($"{nameof(SampleTests)}.Matmul()", matmul, StringComparison.Ordinal);
        Assert.DoesNotContain("PInvoke", matmul, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception raised from", matmul, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExerciseThatFails_ShowsItsFirstFailureInTeachingOrderAndLetsTheOthersWait()
    {
        ConcurrentDictionary<string, string> results = Run(typeof(ExerciseSampleTests));

        Assert.Equal(
            """
            FirstOfE2: M09.E2: write it.
            FirstOfE10: one
            OfNoExercise: Assert.Equal() Failure: Values differ
            """,
            string.Join('\n', results.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}: {r.Value.Split('\n')[0]}")
                .OrderByDescending(line => line.StartsWith("FirstOfE2", StringComparison.Ordinal))));
        Assert.Contains("2 more tests of M09.E2 wait behind this one (COURSE_TESTS=all runs them).", results["FirstOfE2"],
            StringComparison.Ordinal);
        string[] lines = results["FirstOfE10"].Split('\n');
        Assert.Equal(10, lines.Length);
        Assert.Equal("… (13 more lines; COURSE_TESTS=all shows them)", lines[7]);
        Assert.Equal("1 more test of M09.E10 waits behind this one (COURSE_TESTS=all runs them).", lines[8]);
        Assert.Contains($"at {typeof(ExerciseSampleTests).FullName}.FirstOfE10() in ", lines[9], StringComparison.Ordinal);
    }

    private static ConcurrentDictionary<string, string> Run(Type? sample = null)
    {
        sample ??= typeof(SampleTests);
        using Sink sink = new();
        using TorchTestFramework framework = new(sink);
        Assembly own = sample.Assembly;
        TestClass type = new(new TestCollection(new TestAssembly(Reflector.Wrap(own)), null, "samples"), Reflector.Wrap(sample));
        List<IXunitTestCase> cases = [];
        foreach (MethodInfo method in sample.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            TestMethod test = new(type, Reflector.Wrap(method));
            InlineDataAttribute[] rows = [.. method.GetCustomAttributes<InlineDataAttribute>()];
            object[]?[] arguments = rows.Length == 0 ? [null] : [.. rows.Select(row => row.GetData(method).Single())];
            cases.AddRange(
                arguments.Select(row => new XunitTestCase(sink, TestMethodDisplay.Method, TestMethodDisplayOptions.None, test, row)));
        }

        using ITestFrameworkExecutor executor = framework.GetExecutor(own.GetName());
        executor.RunTests(cases, sink, new Options());
        Assert.True(sink.Done.Wait(TimeSpan.FromMinutes(2)));
        return sink.Results;
    }

    private sealed class Options : LongLivedMarshalByRefObject, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }

    private sealed class Sink : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public ManualResetEventSlim Done { get; } = new();

        public ConcurrentDictionary<string, string> Results { get; } = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestPassed passed) Results[Name(passed.Test)] = "passed";
            if (message is ITestFailed failed) Results[Name(failed.Test)] = $"{failed.Messages[0]}\n{failed.StackTraces[0]}";
            if (message is ITestAssemblyFinished) Done.Set();
            return true;
        }

        public void Dispose() => Done.Dispose();

        private static string Name(ITest test) => test.DisplayName;
    }
}

#pragma warning disable xUnit1000 // Not public, so that an ordinary run does not find it: half of it is meant to fail.
internal sealed class SampleTests
#pragma warning restore xUnit1000
{
    [Fact]
    public void Before() => Assert.Equal(2, ones(2).sum().item<float>());

    [Fact]
    public void Matmul() => matmul(ones(2, 3), ones(4, 5));

    [Fact]
    public void Ordinary() => Assert.Equal(1, 2);

    [Fact]
    public async Task Async()
    {
        await Task.Yield();
        _ = ones(2, 3).matmul(ones(4, 5));
    }

    [Fact]
    public void OnAThreadOfItsOwn()
    {
        Thread thread = new(() => ones(2, 3).matmul(ones(4, 5)));
        thread.Start();
        thread.Join();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Rows(int size) => ones(2, 3).matmul(ones(size, 4));
}

#pragma warning disable xUnit1000 // As above.
internal sealed class ExerciseSampleTests
#pragma warning restore xUnit1000
{
    [Fact]
    [Trait("Exercise", "M09.E10")]
    public void FirstOfE10() => throw new InvalidOperationException(string.Join('\n', ["one", .. Enumerable.Range(2, 19)]));

    [Fact]
    [Trait("Exercise", "M09.E10")]
    public void ThenOfE10() => Assert.Equal(1, 2);

    [Fact]
    [Trait("Exercise", "M09.E2")]
    public void FirstOfE2() => throw new NotImplementedException("M09.E2: write it.");

    [Theory]
    [Trait("Exercise", "M09.E2")]
    [InlineData(1)]
    [InlineData(2)]
    public void ThenOfE2(int value) => Assert.Equal(3, value);

    [Fact]
    public void OfNoExercise() => Assert.Equal(1, 2);
}

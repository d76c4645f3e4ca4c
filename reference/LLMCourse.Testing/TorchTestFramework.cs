using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LLMCourse.Testing;

/// <summary>xunit's own test framework, in which a test that would end the process fails by itself, and an exercise's tests wait behind its
/// first that fails.</summary>
/// <remarks>
/// <c>torch.matmul</c> and a few other functions of TorchSharp 0.107 end the process on errors that elsewhere are exceptions. The run is
/// then aborted, the tests that had not run are lost, and what is printed last is "Passed!". Here each test has a thread of its own;
/// <see cref="Reference.NativeErrors"/> hears of the error, the test fails with libtorch's words and the line in the student's file, its
/// thread is parked, and the other tests run on. A project takes it by <c>[assembly: TestFramework]</c>, which the build adds.
/// </remarks>
public sealed class TorchTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    // By it compat/Verify.Xunit tells nobody to accept another text.
    private const string ExpectedTextIsGiven = "VerifyTests.ExpectedTextIsGiven";

    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    // xunit makes its runners one inside the other, from the assembly down to the method; each has to be told which is the next.
    private sealed class Executor(AssemblyName name, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(name, sources, messages)
    {
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions)
        {
            IXunitTestCase[] all = [.. testCases];
            FirstRed? firstRed = FirstRed.IsFor(((IReflectionAssemblyInfo)TestAssembly.Assembly).Assembly) ? new FirstRed(all) : null;

            // One after the other, since which is the first to fail must not be a matter of time.
            if (firstRed is not null) executionOptions.SetValue<bool?>("xunit.execution.DisableParallelization", true);
            AppContext.SetSwitch(ExpectedTextIsGiven, firstRed is not null);
            using AssemblyRunner runner = new(TestAssembly, all, DiagnosticMessageSink, executionMessageSink, executionOptions, firstRed);
            _ = await runner.RunAsync().ConfigureAwait(false);
            AppContext.SetSwitch(ExpectedTextIsGiven, false);
        }
    }

    private sealed class AssemblyRunner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink messages,
        ITestFrameworkExecutionOptions options, FirstRed? firstRed)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, messages, options)
    {
        protected override async Task AfterTestAssemblyStartingAsync()
        {
            await base.AfterTestAssemblyStartingAsync().ConfigureAwait(false);
            if (firstRed is not null) TestCollectionOrderer = new TeachingOrder(TestCases);
        }

        protected override Task<RunSummary> RunTestCollectionAsync(IMessageBus bus, ITestCollection collection,
            IEnumerable<IXunitTestCase> cases, CancellationTokenSource cancellation) =>
            new CollectionRunner(
                collection, cases, DiagnosticMessageSink, bus, firstRed is null
                    ? TestCaseOrderer
                    : new TeachingOrder(cases), new ExceptionAggregator(Aggregator), cancellation, firstRed).RunAsync();
    }

    private sealed class CollectionRunner(
        ITestCollection collection, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus, ITestCaseOrderer orderer,
        ExceptionAggregator aggregator, CancellationTokenSource cancellation,
        FirstRed? firstRed)
        : XunitTestCollectionRunner(collection, cases, diagnostics, bus, orderer, aggregator, cancellation)
    {
        protected override Task<RunSummary> RunTestClassAsync(ITestClass testClass, IReflectionTypeInfo type,
            IEnumerable<IXunitTestCase> cases) =>
            new ClassRunner(testClass, type, cases, DiagnosticMessageSink, MessageBus, TestCaseOrderer, new ExceptionAggregator(Aggregator),
                CancellationTokenSource, CollectionFixtureMappings, firstRed).RunAsync();
    }

    private sealed class ClassRunner(
        ITestClass testClass, IReflectionTypeInfo type, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus,
        ITestCaseOrderer orderer,
        ExceptionAggregator aggregator, CancellationTokenSource cancellation, IDictionary<Type, object> fixtures, FirstRed? firstRed)
        : XunitTestClassRunner(testClass, type, cases, diagnostics, bus, orderer, aggregator, cancellation, fixtures)
    {
        protected override Task<RunSummary> RunTestMethodAsync(ITestMethod method, IReflectionMethodInfo info,
            IEnumerable<IXunitTestCase> cases, object[] constructorArguments) =>
            new TorchTestMethodRunner(method, Class, info, cases, DiagnosticMessageSink, MessageBus, new ExceptionAggregator(Aggregator),
                CancellationTokenSource, constructorArguments, firstRed).RunAsync();
    }
}

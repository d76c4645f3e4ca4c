using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using TorchSharp;

namespace LLMCourse.Benchmarks;

/// <summary>What one call of an operator costs, from C# and back, with its result disposed of.</summary>
[Config(typeof(Settings))]
[MemoryDiagnoser]
public class TorchCallBenchmarks
{
    private torch.Tensor _a = null!, _b = null!, _m = null!;

    [GlobalSetup]
    public void Setup()
    {
        _a = torch.randn(8);
        _b = torch.randn(8);
        _m = torch.randn(64, 64);
    }

    [Benchmark(Description = "add of 8 floats")]
    public void Add()
    {
        using torch.Tensor sum = _a.add(_b);
    }

    [Benchmark(Description = "mm of 64 x 64")]
    public void MatrixMultiply()
    {
        using torch.Tensor product = _m.mm(_m);
    }

    [Benchmark(Description = "zero_ of 8 floats (no result)")]
    public void Zero() => _b.zero_();

    // In the same process, because a project generated elsewhere would not see the repository's build properties.
    private sealed class Settings : ManualConfig
    {
        public Settings()
        {
            // On a machine that does other work the mean says more about that work; the least of many short runs is the call itself.
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithIterationTime(TimeInterval.FromMilliseconds(20)).WithMinIterationCount(100).WithMaxIterationCount(200));
            AddColumn(StatisticColumn.Min, StatisticColumn.Median);
        }
    }
}

using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class ThreadTests
{
    [Fact]
    public void EightThreads_ComputingAtOnce_AgreeWithOne()
    {
        double[] alone = [.. Enumerable.Range(0, 8).Select(Work)];
        var together = new double[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() => together[i] = Work(i)))];
        foreach (Thread t in threads) t.Start();
        foreach (Thread t in threads) t.Join();
        Assert.Equal(alone, together);

        static double Work(int seed)
        {
            using DisposeScope scope = NewDisposeScope();
            using var g = new Generator((ulong)seed);
            Tensor w = rand(32, 32, dtype: float64, generator: g).requires_grad_(), x = rand(32, 32, dtype: float64, generator: g);
            double sum = 0;
            for (int i = 0; i < 30; i++)
            {
                using DisposeScope step = NewDisposeScope();
                Tensor loss = x.matmul(w).softmax(-1).square().sum();
                loss.backward();
                using (no_grad()) w.sub_(w.grad! * 0.1);
                w.grad = null;
                sum += loss.item<double>();
            }
            return sum;
        }
    }

    [Fact]
    public void OneTensor_DisposedOfByManyThreads_IsFreedOnce()
    {
        for (int round = 0; round < 200; round++)
        {
            Tensor t = zeros(8).DetachFromDisposeScope();
            Parallel.For(0, 8, _ => t.Dispose());
            Assert.True(t.IsInvalid);
        }
    }

    [Fact]
    public void OneTensor_ReadByManyThreads_GivesEachTheSame()
    {
        using Tensor shared = arange(1000, dtype: float64);
        var sums = new double[16];
        Parallel.For(0, 16, i =>
        {
            using DisposeScope scope = NewDisposeScope();
            for (int k = 0; k < 50; k++) sums[i] = (shared * 2).sum().item<double>();
        });
        Assert.All(sums, s => Assert.Equal(999000, s));
    }

    [Fact]
    public void SmallTensors_MadeByOneThreadAndFreedByAnother_KeepTheirValues()
    {
        using var made = new System.Collections.Concurrent.BlockingCollection<(Tensor Tensor, int Seed)>(boundedCapacity: 32);
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var maker = new Thread(() =>
        {
            for (int i = 0; i < 4000; i++) made.Add((full(1 + (i * 37 % 20_000), i, dtype: float32).DetachFromDisposeScope(), i));
            made.CompleteAdding();
        });
        maker.Start();
        foreach ((Tensor made1, int seed) in made.GetConsumingEnumerable())
        {
            using Tensor one = made1;
            if (!one.data<float>().All(value => value == seed)) wrong.Enqueue($"tensor {seed}");
        }

        maker.Join();
        Assert.Empty(wrong);
    }

    [Fact]
    public void GradMode_BelongsToItsThread()
    {
        using IDisposable off = no_grad();
        bool other = false;
        var thread = new Thread(() => other = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.False(is_grad_enabled());
        Assert.True(other);
    }

    [Fact]
    public void Threads_AtTheStart_AreAsManyAsTheProcessors() =>
        Assert.Equal(Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { } n ? int.Parse(n) : Environment.ProcessorCount, get_num_threads());
}

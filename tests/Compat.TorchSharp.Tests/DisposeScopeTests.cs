using System.Diagnostics;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class DisposeScopeTests
{
    public DisposeScopeTests() => DisposeScopeManager.Statistics.Reset();

    [Fact]
    public void Scope_AtItsEnd_DisposesOfWhatWasMadeInIt()
    {
        Tensor outside = zeros(2), inside, kept, detached;
        using (DisposeScope scope = NewDisposeScope())
        {
            inside = outside + 1;
            kept = inside * 2;
            detached = inside * 3;
            Assert.Equal(3, scope.DisposablesCount);
            Assert.True(scope.Contains(kept));
            _ = kept.MoveToOuterDisposeScope();
            _ = scope.Detach(detached);
            Assert.Equal(1, scope.DisposablesCount);
            Assert.Same(scope, CurrentDisposeScope);
        }
        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Statistics_CountEachKindOfEvent()
    {
        ThreadDisposeScopeStatistics s = DisposeScopeManager.Statistics;
        Tensor a = zeros(2);
        Tensor b = zeros(2);
        b.Dispose();
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor c = zeros(2), d = zeros(2);
            _ = zeros(2);
            c.Dispose();
            _ = d.DetachFromDisposeScope();
            scope.Attach(a);
        }
        Assert.Equal(2, s.CreatedOutsideScopeCount);
        Assert.Equal(1, s.DisposedOutsideScopeCount);
        Assert.Equal(3, s.CreatedInScopeCount);
        Assert.Equal(3, s.DisposedInScopeCount); // c by itself, the nameless one and a with the scope
        Assert.Equal(1, s.DetachedFromScopeCount);
        Assert.Equal(1, s.AttachedToScopeCount);
        Assert.Equal(1, s.ThreadTotalLiveCount); // d
        Assert.Equal(s.ThreadTotalLiveCount, s.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void NestedScopes_MoveToOuter_GoesOneScopeOut()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor t;
        using (DisposeScope inner = NewDisposeScope()) t = inner.MoveToOuter(zeros(1));
        Assert.False(t.IsInvalid);
        Assert.True(outer.Contains(t));
        (Tensor x, Tensor y) = (zeros(1), zeros(1));
        outer.DisposeEverythingBut(x);
        Assert.True(t.IsInvalid && y.IsInvalid);
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void Scope_HoldsOtherDisposables_AndEndsInAnyOrder()
    {
        DisposeScope outer = NewDisposeScope(), inner = NewDisposeScope();
        var stream = new MemoryStream();
        inner.Attach(stream);
        outer.Dispose(); // against the rule: the inner scope is still there
        Tensor t = zeros(1);
        inner.Dispose();
        inner.Dispose();
        Assert.False(stream.CanRead);
        Assert.False(t.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void MoveToOther_AndWrappedExpressions_KeepWhatTheyReturn()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor holder = zeros(1), moved;
        using (NewDisposeScope()) moved = zeros(1).MoveToOtherDisposeScope(holder);
        Assert.True(outer.Contains(moved));
        Tensor result = WrappedTensorDisposeScope(() => (ones(2) * 3 + 1).sum());
        Assert.Equal(8, result.item<float>());
        Assert.Equal(3, outer.DisposablesCount);
    }

    [Fact]
    public void Finalizers_FreeWhatNobodyDisposedOf()
    {
        long before = Tensor.TotalCount;
        MakeGarbage();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Tensor.TotalCount, 0, before + 10);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void MakeGarbage()
        {
            for (int i = 0; i < 1000; i++) _ = zeros(10);
        }
    }

    [Fact]
    public void TrainingLoop_TenThousandSteps_LeavesNoTensorAndNoMemory()
    {
        manual_seed(0);
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using Tensor x = randn(16, 8), target = randn(16, 1);
        using Tensor w1 = randn(8, 16, requires_grad: true), w2 = randn(16, 1, requires_grad: true);
        double first = 0, last = 0;
        long resident = 0;
        for (int step = 0; step < 10_000; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = (x.matmul(w1).tanh().matmul(w2) - target).square().mean();
            loss.backward();
            using (no_grad())
            {
                foreach (Tensor w in new[] { w1, w2 })
                {
                    w.sub_(w.grad! * 0.01);
                    w.grad = null;
                }
            }
            last = loss.item<float>();
            if (step == 0) first = last;
            if (step == 2_000) resident = ResidentBytes();
        }
        Assert.True(last < first / 10, $"the loss went from {first} to {last} only");
        Assert.Equal(live + 4, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        // A tensor lost per step would be 8000 × at least 200 bytes, 1.6 MB, in the native heap alone, and 11 are made a step.
        Assert.InRange(ResidentBytes() - resident, long.MinValue, 8L << 20);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}

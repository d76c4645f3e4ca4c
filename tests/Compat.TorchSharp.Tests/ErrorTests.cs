using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>A bad argument is an exception that names the operator, never the end of the process.</summary>
public sealed class ErrorTests
{
    private static readonly Dictionary<string, (Func<object?> Act, string Start)> Natives = new()
    {
        ["shapes that do not broadcast"] = (() => zeros(2) + zeros(3), "add: The size of tensor a (2) must match the size of tensor b (3)"),
        ["shapes that do not multiply"] = (() => zeros(2, 3).mm(zeros(2, 3)), "mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"),
        ["a matrix where a batch is wanted"] = (() => zeros(2, 3).bmm(zeros(2, 3)), "bmm: batch1 must be a 3D tensor"),
        ["an axis out of range"] = (() => zeros(2, 3).sum(5), "sum: Dimension out of range"),
        ["a view of another size"] = (() => zeros(2, 3).view(7), "view: shape '[7]' is invalid for input of size 6"),
        ["a view of a transposed matrix"] = (() => zeros(2, 3).t().view(6), "view: view size is not compatible"),
        ["an index out of range"] = (() => zeros(3).index_select(0, tensor(new long[] { 3 })), "index_select: index out of range"),
        ["gather out of range"] = (() => zeros(2, 2).gather(1, full(2, 2, 9, int64)), "gather: index 9 is out of bounds"),
        ["an index of floats"] = (() => zeros(3).index_select(0, tensor(new[] { 1f })), "index_select: "),
        ["a mask of numbers"] = (() => zeros(3).masked_select(zeros(3)), "masked_select: expected BoolTensor"),
        ["types that do not mix"] = (() => zeros(2, 2).mm(zeros(2, 2, float64)), "mm: expected "),
        ["logarithms of a matrix inverse"] = (() => linalg.inv(zeros(2, 2)), "linalg_inv: "),
        ["an equation of einsum"] = (() => einsum("ij,jk", zeros(2, 3), zeros(4, 5)), "einsum: "),
        ["an equation of nonsense"] = (() => einsum("->->", zeros(2)), "einsum: "),
        ["cat of nothing"] = (() => cat(Array.Empty<Tensor>()), "cat: "),
        ["cat of shapes that differ"] = (() => cat([zeros(2, 2), zeros(2, 3)]), "cat: Sizes of tensors must match"),
        ["a negative size"] = (() => zeros(-1), "zeros: "),
        ["a size beyond memory"] = (() => empty(1L << 60), "empty: "),
        ["a step of zero"] = (() => arange(0, 5, 0.ToScalar()), "arange: step must be nonzero"),
        ["a wrong split"] = (() => zeros(5).split([2, 2]), "split_with_sizes: "),
        ["more samples than there are"] = (() => ones(3).multinomial(4), "multinomial: cannot sample"),
        ["negative weights"] = (() => (-ones(3)).multinomial(1), "multinomial: probability tensor contains"),
        ["backward of a matrix"] = (() => { ones(2, 2, requires_grad: true).mul(2.ToScalar()).backward(); return null; }, "backward: grad can be implicitly created only for scalar outputs"),
        ["backward of a constant"] = (() => { ones(1).backward(); return null; }, "backward: element 0 of tensors does not require grad"),
        ["backward twice"] = (BackwardTwice, "backward: Trying to backward through the graph a second time"),
        ["a gradient for whole numbers"] = (() => ones(1, int64).requires_grad_(), "requires_grad_: "),
        ["a gradient of another shape"] = (() => { ones(2, requires_grad: true).grad = ones(3); return null; }, "grad: a gradient of shape [3]"),
        ["a leaf changed in place"] = (() => ones(2, requires_grad: true).add_(1.ToScalar()), "add_: a leaf Variable that requires grad"),
        ["item of many"] = (() => ones(2).ToSingle(), "item: "),
        ["strides beyond the memory"] = (() => zeros(2).as_strided([100], [1]), "as_strided: "),
        ["set_num_threads of zero"] = (() => { set_num_threads(0); return null; }, "set_num_threads: Expected positive number of threads"),
        ["an unknown way to grid"] = (() => meshgrid([zeros(2)], "zz"), "meshgrid: "),
    };

    public static TheoryData<string> Names => [.. Natives.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Call_BadArgument_ThrowsWithTheOperatorsName(string name)
    {
        (Func<object?> act, string start) = Natives[name];
        var e = Assert.Throws<ExternalException>(() => { _ = act(); });
        Assert.StartsWith(start, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static object? BackwardTwice()
    {
        Tensor y = ones(1, requires_grad: true).square().sum();
        y.backward();
        y.backward();
        return null;
    }

    [Fact]
    public void AnyUse_OfADisposedTensor_ThrowsObjectDisposed()
    {
        Tensor gone = zeros(2, 2), there = zeros(2, 2);
        gone.Dispose();
        gone.Dispose(); // twice is allowed
        Action[] uses =
        [
            () => _ = gone + there,
            () => _ = there + gone,
            () => there.add_(gone),
            () => _ = cat([there, gone]),
            () => _ = gone.shape,
            () => _ = gone.dtype,
            () => _ = gone.device,
            () => _ = gone.numel(),
            () => _ = gone.data<float>(),
            () => _ = gone.item<float>(),
            () => _ = gone.grad,
            () => _ = gone.requires_grad,
            () => _ = gone[0],
            () => there[0] = gone,
            () => _ = there[TensorIndex.Tensor(gone)],
            () => gone.backward(),
            () => _ = gone.bytes.Length,
            () => _ = gone.Handle,
        ];
        foreach (Action use in uses) Assert.Throws<ObjectDisposedException>(use);
        Assert.True(gone.IsInvalid);
        Assert.Equal("(disposed)", gone.ToString());
    }

    [Fact]
    public void ADisposedTensor_UnderAnAccessor_ThrowsInsteadOfReading()
    {
        Tensor t = zeros(4);
        Utils.TensorAccessor<float> data = t.data<float>();
        t.Dispose();
        Assert.Throws<ObjectDisposedException>(() => data[0]);
        Assert.Throws<ObjectDisposedException>(() => data.ToArray());
    }

    [Fact]
    public void Null_InPlaceOfATensor_IsAnException()
    {
        Tensor t = zeros(2);
        Assert.ThrowsAny<Exception>(() => t + (Tensor)null!);
        Assert.ThrowsAny<Exception>(() => t.matmul(null!));
        Assert.Throws<ArgumentNullException>(() => cat([t, null!]));
        Assert.Throws<ArgumentNullException>(() => autograd.grad(null!, [t]));
        Assert.ThrowsAny<Exception>(() => einsum(null!, t));
        Assert.Throws<ArgumentNullException>(() => t[0] = null!);
    }

    [Fact]
    public void Data_OfAnotherType_SaysWhatToAskFor()
    {
        var e = Assert.Throws<ArgumentException>(() => zeros(2).data<double>());
        Assert.Contains("Float32", e.Message);
        Assert.Throws<ArgumentException>(() => zeros(1).item<int>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void Accessor_OutOfBounds_ThrowsInsteadOfReading()
    {
        Utils.TensorAccessor<float> data = zeros(2, 3).data<float>();
        Assert.Throws<IndexOutOfRangeException>(() => data[2, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => data[0, -1]);
        Assert.Throws<IndexOutOfRangeException>(() => data[6]);
        Assert.Throws<IndexOutOfRangeException>(() => { data[0, 3] = 1; });
        Assert.Throws<ArgumentException>(() => data[0, 0, 0]);
    }

    [Fact]
    public void Tensor_OfAShapeThatDoesNotFit_IsAnException()
    {
        Assert.Throws<ArgumentException>(() => tensor(new float[5], 2, 3));
        Assert.Throws<ArgumentException>(() => tensor(new float[6], [-2, -3, 2]));
        Assert.Throws<ArgumentException>(() => from_array(new string[2]));
    }

    [Fact]
    public void Names_OfAxes_AreRefused() => Assert.Throws<NotSupportedException>(() => zeros(2, names: ["N"]));

    [Fact]
    public void Device_UnknownOrAbsent_IsAnException()
    {
        Assert.Throws<ArgumentException>(() => device("nowhere"));
        Assert.Throws<ArgumentException>(() => device("cuda:x"));
        if (!cuda.is_available()) Assert.Throws<InvalidOperationException>(() => zeros(2, device: new Device("cuda")));
    }

    [Fact]
    public void AFailedCall_LeavesNothingBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor t = zeros(2, 3);
        int before = scope.DisposablesCount;
        for (int i = 0; i < 100; i++) Assert.Throws<ExternalException>(() => t.mm(t));
        Assert.Equal(before, scope.DisposablesCount);
    }
}

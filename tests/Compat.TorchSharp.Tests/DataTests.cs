using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class DataTests
{
    public static TheoryData<ScalarType> Types => [float16, bfloat16, float32, float64, int8, uint8, int16, int32, int64];

    [Theory, MemberData(nameof(Types))]
    public void To_EachTypeAndBack_KeepsSmallNumbers(ScalarType type)
    {
        Tensor t = tensor(new float[] { 0, 1, 2, 100 });
        Tensor there = t.to(type);
        Assert.Equal(type, there.dtype);
        Assert.Equal(type.ElementSize(), there.element_size());
        Assert.Equal(t.data<float>().ToArray(), there.to(float32).data<float>().ToArray());
        Assert.Equal(100, there[3].ToInt32());
        Assert.Equal(100f, there[3].ToSingle());
    }

    [Theory, InlineData(1), InlineData(63), InlineData(64), InlineData(1000), InlineData(65_535), InlineData(65_536), InlineData(65_537), InlineData(1_000_000)]
    public void Memory_OfAnySize_BeginsAtAMultipleOf64AndIsTheTensorsAlone(int size)
    {
        Tensor[] tensors = [.. Enumerable.Range(0, 20).Select(i => full(size, i, dtype: uint8))];

        Assert.All(tensors, t => Assert.Equal(0, Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(t.bytes)) % 64));
        for (int i = 0; i < tensors.Length; i++) Assert.Equal(-1, tensors[i].bytes.IndexOfAnyExcept((byte)i));
    }

    [Fact]
    public void Tensor_OfEachArray_TakesItsTypeAndCopies()
    {
        var source = new float[] { 1, 2, 3, 4, 5, 6 };
        Tensor t = tensor(source, 2, 3);
        source[0] = 9;
        Assert.Equal([1, 2, 3, 4, 5, 6], t.data<float>().ToArray());
        Assert.Equal([2, 3], t.shape);
        Assert.Equal(float64, tensor(new double[1]).dtype);
        Assert.Equal(int32, tensor(new int[1]).dtype);
        Assert.Equal(int64, tensor(new long[1]).dtype);
        Assert.Equal(@bool, tensor(new bool[1]).dtype);
        Assert.Equal(float16, tensor(new Half[1]).dtype);
        Assert.Equal(float32, tensor(new long[] { 1 }, dtype: float32).dtype);
        Assert.Equal(0, tensor(2.5).dim());
        Assert.Equal([2, 2], tensor(new List<int> { 1, 2, 3, 4 }, 2, 2).shape);
    }

    [Fact]
    public void FromArray_OfTwoAxes_KeepsTheirOrder()
    {
        Tensor t = from_array(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        Assert.Equal([2, 3], t.shape);
        Assert.Equal(6, t[1, 2].item<float>());
        Assert.Equal(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }, (float[,])t.data<float>().ToNDArray());
    }

    [Fact]
    public void Accessor_OfATransposedMatrix_ReadsInRowMajorOrder()
    {
        Tensor t = arange(6, dtype: float32).reshape(2, 3).t();
        Utils.TensorAccessor<float> data = t.data<float>();
        Assert.Equal([0, 3, 1, 4, 2, 5], data.ToArray());
        Assert.Equal(4, data[1, 1]);
        Assert.Equal(4, data[3]);
        data.CopyFrom([7, 8], tensorIndex: 4);
        Assert.Equal([0, 3, 1, 4, 7, 8], t.contiguous().data<float>().ToArray());
        var two = new float[2];
        data.CopyTo(two, tensorIndex: 1);
        Assert.Equal([3, 1], two);
    }

    [Fact]
    public void Bytes_ReadAndWritten_AreTheMachinesOwn()
    {
        Tensor t = tensor(new[] { 1f, -2f });
        byte[] bytes = t.bytes.ToArray();
        Assert.Equal([.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)], bytes);
        Tensor copy = zeros(2);
        copy.bytes = bytes;
        Assert.Equal([1f, -2f], copy.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => copy.bytes = new byte[3]);
        Assert.Throws<InvalidOperationException>(() => zeros(2, 2)[.., 0].bytes.Length);
    }

    [Fact]
    public void Factories_DefaultTypes_AreAsInPyTorch()
    {
        Assert.Equal(int64, arange(3).dtype);
        Assert.Equal(float32, arange(0.0, 1.0, 0.25).dtype);
        Assert.Equal(float32, full(2, 1.5).dtype);
        Assert.Equal(float32, zeros(1).dtype);
        Assert.Equal(float32, linspace(0, 1, 5).dtype);
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1], linspace(0, 1, 5).data<float>().ToArray());
        Assert.Equal([1, 0, 0, 1], eye(2).data<float>().ToArray());
        Assert.Equal(float64, zeros(1, float64).new_zeros(2).dtype);
        Assert.Equal([7, 7], full(2, 7, int64).data<long>().ToArray());
        Assert.True(ones(1, requires_grad: true).requires_grad);
    }

    [Fact]
    public void Operators_BetweenTypes_PromoteAsInPyTorch()
    {
        Assert.Equal(float32, (ones(1, int64) + 1.5f).dtype);
        Assert.Equal(int64, (ones(1, int64) + 1).dtype);
        Assert.Equal(float32, (ones(1) * 2.0).dtype);
        Assert.Equal(float32, (ones(1, int64) / 2).dtype);
        Assert.Equal(float32, (1 / ones(1, int64)).dtype);
        Assert.Equal(float64, (ones(1) + ones(1, float64)).dtype);
        Assert.Equal(@bool, (ones(1) > 0).dtype);
        Assert.Equal(float32, promote_types(float32, int64));
        Assert.Equal(float64, result_type(ones(1), ones(1, float64)));
        Assert.False(can_cast(float32, int64));
        Assert.Equal([1, 2], (tensor(new long[] { 7, 8 }) % 3).data<long>().ToArray());
    }

    [Fact]
    public void Comparison_OfTensors_IsElementwise()
    {
        Tensor a = tensor(new[] { 1, 2, 3 });
        Assert.Equal([false, true, false], (a == 2).data<bool>().ToArray());
        Assert.Equal([true, false, true], (a != 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (a < 2).data<bool>().ToArray());
        Assert.Equal([false, true, true], (a >= 2).data<bool>().ToArray());
        Assert.True(a.Equals(tensor(new[] { 1, 2, 3 })));
        Assert.False(a.Equals(tensor(new[] { 1, 2 })));
        Assert.True(allclose(ones(2), ones(2) + 1e-9));
        Assert.False(allclose(ones(2), ones(2) + 1e-3));
        Assert.True((bool)tensor(true));
        Assert.Equal(3, (int)tensor(3L));
    }

    [Fact]
    public void Reductions_OfASmallMatrix_EqualThoseByHand()
    {
        Tensor m = tensor(new float[] { 1, 5, 2, 4, 3, 6 }, 2, 3);
        Assert.Equal(21, m.sum().item<float>());
        Assert.Equal([8, 13], m.sum(1).data<float>().ToArray());
        Assert.Equal([5, 8, 8], m.sum(dim: 0).data<float>().ToArray());
        Assert.Equal(3.5f, m.mean().item<float>());
        Assert.Equal([1, 2], m.argmax(1).data<long>().ToArray());
        Assert.Equal([0, 1], m.argmin(1).data<long>().ToArray());
        Assert.Equal([5, 6], m.max(1).values.data<float>().ToArray());
        Assert.Equal([5, 2], m[0].topk(2).values.data<float>().ToArray());
        Assert.Equal([1, 2, 5], m[0].sort().Values.data<float>().ToArray());
        Assert.Equal([1, 6, 8], m[0].cumsum(0).data<float>().ToArray());
        Assert.Equal(3.5f, m.var().item<float>());
        Assert.Equal(2.9166667f, m.var(unbiased: false).item<float>(), 1e-6f);
        Assert.Equal([1, 0, 0, 4, 3, 0], m.tril().data<float>().ToArray());
        Assert.Equal(3, m.gt(3.ToScalar()).count_nonzero().item<long>());
        (Tensor values, Tensor? inverse, Tensor? counts) = tensor(new long[] { 3, 1, 3 }).unique(return_counts: true);
        Assert.Equal([1, 3], values.data<long>().ToArray());
        Assert.Equal([1, 2], counts!.data<long>().ToArray());
        Assert.Null(inverse);
    }

    [Fact]
    public void Finfo_OfEachType_GivesItsLimits()
    {
        Assert.Equal((double)float.MaxValue, finfo(float32).max);
        Assert.Equal(Math.Pow(2, -23), finfo(float32).eps);
        Assert.Equal(65504, finfo(float16).max);
        Assert.Equal(-double.MaxValue, finfo(float64).min);
        Assert.Equal(32, finfo().bits);
        Assert.Throws<ArgumentException>(() => finfo(int64));
    }

    [Fact]
    public void Autograd_Switches_DoAsTheySay()
    {
        Tensor x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
        }
        using (set_grad_enabled(false)) Assert.False(is_grad_enabled());
        Assert.True(is_grad_enabled());
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }
        Assert.False(is_inference_mode_enabled());
        Assert.False(x.detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.Null(x.grad);
    }

    [Fact]
    public void Grad_OfAGradient_IsTheSecondDerivative()
    {
        Tensor x = tensor(new[] { 2.0, 3.0 }, requires_grad: true), unused = tensor(1.0, requires_grad: true);
        Tensor first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        Tensor second = autograd.grad([first.sum()], [x])[0];
        Assert.Equal([12, 27], first.data<double>().ToArray());
        Assert.Equal([12, 18], second.data<double>().ToArray());
        Assert.Null(autograd.grad([x.sum()], [x, unused], allow_unused: true)[1]);
        Tensor y = x * 2;
        y.retain_grad();
        y.backward([ones(2, float64)]);
        Assert.Equal([1, 1], y.grad!.data<double>().ToArray());
        Assert.Equal([2, 2], x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Device_Names_AreReadAndWritten()
    {
        Assert.Equal("cpu", zeros(1).device.ToString());
        Assert.Equal(DeviceType.CUDA, new Device("cuda:1").type);
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal(new Device("cuda"), new Device(DeviceType.CUDA, 0));
        Assert.True(zeros(1).to(CPU).is_cpu());
        Assert.True(empty(2, device: META).is_meta);
    }
}

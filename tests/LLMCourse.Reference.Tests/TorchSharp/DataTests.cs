using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that reads, writes or indexes elements in another way is noticed.</summary>
public sealed class DataTests
{
    private const string Values = "tests/LLMCourse.Reference.Tests/Values.cs";

    [Fact]
    public void Item_OfAnotherType_Throws()
    {
        using var scope = NewDisposeScope();

        _ = Pin.Throws<ArgumentException>(() => tensor(1f).item<double>(), "item<double>() of a float32 tensor throws",
            "solutions/M04.Training/Schedule.cs");
        _ = Pin.Throws<ArgumentException>(() => tensor(1L).item<int>(), "item<int>() of an int64 tensor throws");
        _ = Pin.Throws<ArgumentException>(() => tensor(1).item<float>(), "item<float>() of an int32 tensor throws");
        _ = Pin.Throws<ArgumentException>(() => ones(1, ScalarType.BFloat16).data<float>().ToArray(),
            "data<float>() of a bfloat16 tensor throws");
        Pin.That(tensor(1f).ToDouble() == 1 && tensor(1L).ToInt32() == 1, "ToDouble() and ToInt32() convert");
    }

    [Fact]
    public void Data_OfAnEmptyTensor_DependsOnItsAxes()
    {
        using var scope = NewDisposeScope();

        Pin.That(zeros(0).data<float>().ToArray().Length == 0, "data<T>().ToArray() of an empty tensor with one axis is empty", Values);
        _ = Pin.Throws<ArgumentOutOfRangeException>(() => zeros(0, 2).data<float>().ToArray(), "with two axes it throws", Values);
    }

    [Fact]
    public void Data_LinearIndexOnTwoAxes_ReadsButDoesNotWrite()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(4f).reshape(2, 2);

        Pin.That(x.data<float>()[1] == 1, "data<T>()[i] reads with two axes", Values);
        _ = Pin.Throws<IndexOutOfRangeException>(() => x.data<float>()[1] = 5, "data<T>()[i] = … throws with two axes", Values);
        x.data<float>()[0, 1] = 5;
        Pin.Numbers([0, 5, 2, 3], x, "data<T>()[i, j] = … writes", Values);
    }

    [Fact]
    public void BytesAndData_OfATransposedTensor_ThrowAndReadInLogicalOrder()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(6f).reshape(2, 3).t();
        var copy = new float[6];

        x.data<float>().CopyTo(copy);

        _ = Pin.Throws<InvalidOperationException>(() => x.bytes.Length, "bytes of a tensor that is not contiguous throws", Values);
        Pin.That(x.data<float>().ToArray().SequenceEqual([0f, 3, 1, 4, 2, 5]), "data<T>().ToArray() reads it in logical order", Values);
        Pin.That(copy.AsSpan().SequenceEqual([0f, 3, 1, 4, 2, 5]), "data<T>().CopyTo() of a transposed matrix does so too", Values);
    }

    [Fact]
    public void Index_FromTheEnd_IsRightExceptForTheEmptyRange()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(4f);

        Pin.Numbers([0, 1, 2, 3], x[^0..], "x[^0..] is everything, where it ought to be nothing");
        Pin.Numbers([2, 3], x[^2..], "x[^2..] is the last two");
        Pin.Numbers([0, 1, 2], x[..^1], "x[..^1] is all but the last");
    }

    [Fact]
    public void Unflatten_NegativeAxis_Throws()
    {
        using var scope = NewDisposeScope();

        _ = Pin.Throws<ArgumentException>(() => zeros(2, 6).unflatten(-1, 2, 3), "unflatten refuses negative axes",
            "reference/LLMCourse.Reference/RotaryTables.cs");
    }

    [Fact]
    public void AsTensorAndFromArray_ShareTheArraysMemory()
    {
        using var scope = NewDisposeScope();
        float[] array = [1, 2];
        Tensor copy = tensor(array), shared = as_tensor(array), other = from_array(array);

        array[0] = 9;

        Pin.Numbers([1, 2], copy, "tensor(array) copies");
        Pin.Numbers([9, 2], shared, "as_tensor(array) shares the array");
        Pin.Numbers([9, 2], other, "from_array(array) shares the array");
    }

    [Fact]
    public void InPlace_Result_IsTheSameObject()
    {
        using Tensor x = ones(1), converted = x.to(ScalarType.Float32), solid = x.contiguous();

        Pin.That(ReferenceEquals(x, x.add_(1)), "add_ gives the tensor itself, so that disposing the result ends it");
        Pin.That(!ReferenceEquals(x, converted) && !ReferenceEquals(x, solid),
            "to() and contiguous() give another object, which may be disposed");
    }
}

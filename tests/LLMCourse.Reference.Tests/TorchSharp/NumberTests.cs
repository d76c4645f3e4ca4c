using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that computes, rounds or types numbers in another way is noticed.</summary>
public sealed class NumberTests
{
    private const string Norms = "solutions/M02.Attention/LayerNorm.cs";

    [Fact]
    public void Var_WithoutAnAxis_IsUnbiasedWhateverIsAskedFor()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, 2, 3, 4 });

        Pin.Numbers([5.0 / 3], x.var(unbiased: false), "x.var(unbiased: false) without an axis divides by n − 1", Norms);
        Pin.Numbers([5.0 / 3], var(x, unbiased: false), "torch.var(x, unbiased: false) without an axis divides by n − 1", Norms);
        Pin.Numbers([1.25], x.var(0, unbiased: false), "x.var(axis, unbiased: false) divides by n", Norms);
        Pin.Numbers([Math.Sqrt(1.25)], x.std(unbiased: false), "x.std(unbiased: false) divides by n", Norms);
    }

    [Fact]
    public void VarMean_WithoutAnAxis_GivesTheDeviation()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, 2, 3, 4 });

        Pin.Numbers([Math.Sqrt(5.0 / 3)], var_mean(x, unbiased: true).Item1, "var_mean without an axis gives the deviation");
        Pin.Numbers([Math.Sqrt(1.25)], var_mean(x, unbiased: false).Item1, "var_mean without an axis gives the deviation");
        Pin.Numbers([5.0 / 3], var_mean(x, 0, unbiased: true).Item1, "var_mean with an axis gives the variance");
    }

    [Fact]
    public void Norm_OfAnInteger_TakesItAsTheAxis()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 3f, 4, 6, 8 }).reshape(2, 2);

        Pin.Numbers([5, 10], x.norm(1), "x.norm(1) is the Euclidean norm along axis 1");
        Pin.Numbers([21], x.norm(1f), "x.norm(1f) is the sum of absolute values");
    }

    [Fact]
    public void NanMean_OfAnything_Throws()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, float.NaN });

        _ = Pin.Throws<System.Runtime.InteropServices.ExternalException>(() => x.nanmean(), "nanmean throws");
    }

    [Fact]
    public void Baddbmm_StaticAndInstance_RotateTheirArguments()
    {
        using var scope = NewDisposeScope();
        Tensor input = full([1, 1, 1], 100f), first = full([1, 1, 1], 2f), second = full([1, 1, 1], 3f);

        Pin.Numbers([203], baddbmm(input, first, second), "torch.baddbmm(input, b1, b2) computes b2 + input·b1",
            "reference/LLMCourse.Reference/Attention.cs");
        Pin.Numbers([203], input.baddbmm(first, second), "input.baddbmm(b1, b2) computes b2 + input·b1 too",
            "reference/LLMCourse.Reference/Attention.cs");
        Pin.Numbers([106], addmm(full([1, 1], 100f), full([1, 1], 2f), full([1, 1], 3f), 1, 1), "torch.addmm is right");
    }

    [Fact]
    public void Literals_ByType_MakeTheseDtypes()
    {
        using var scope = NewDisposeScope();
        Tensor single = 1.5f, twice = 1.5, whole = 1, wide = 1L;

        Pin.That(single.dtype == ScalarType.Float32 && twice.dtype == ScalarType.Float64, "Tensor t = 1.5 is float64, 1.5f is float32");
        Pin.That(whole.dtype == ScalarType.Int32 && wide.dtype == ScalarType.Int64, "Tensor t = 1 is int32, 1L is int64");
        Pin.That(tensor(1.5).dtype == ScalarType.Float64 && tensor(new[] { 1.5 }).dtype == ScalarType.Float64,
            "torch.tensor of a double is float64");
        Pin.That(tensor(new[] { 1 }).dtype == ScalarType.Int32 && tensor(new[] { 1L }).dtype == ScalarType.Int64,
            "torch.tensor of int is int32, of long int64");
        Pin.That(arange(3).dtype == ScalarType.Int64 && arange(3.0).dtype == ScalarType.Float32, "arange(3) is int64, arange(3.0) float32");
        Pin.That(zeros(1).dtype == ScalarType.Float32 && full(1, 2).dtype == ScalarType.Int64,
            "zeros is float32, full takes its value's kind");
    }

    [Fact]
    public void Arithmetic_OfTensorAndNumber_KeepsTheTensorsDtype()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2);

        Pin.That((x * 0.1).dtype == ScalarType.Float32, "float32 times a double is float32");
        Pin.That((x.to(ScalarType.BFloat16) * 0.1).dtype == ScalarType.BFloat16, "bfloat16 times a double is bfloat16");
        Pin.That((x * tensor(0.1)).dtype == ScalarType.Float32, "float32 times a float64 tensor without axes is float32");
        Pin.That((x * tensor(new[] { 0.1 })).dtype == ScalarType.Float64, "float32 times a float64 tensor with an axis is float64");
        Pin.That((arange(3) / 2).dtype == ScalarType.Float32, "int64 divided by an int is float32");
    }

    [Fact]
    public void Equals_OfEqualValues_HoldsWithoutEqualHashCodes()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 2 }), b = tensor(new[] { 1f, 2 });

        Pin.That(a.Equals(b) && a.GetHashCode() != b.GetHashCode(), "Equals compares values, GetHashCode goes by the object");
        Pin.That(new List<Tensor> { a }.Contains(b) && !new HashSet<Tensor> { a }.Contains(b),
            "a list finds an equal tensor, a set does not", "solutions/M04.Training/Checkpoint.cs");
        Tensor same = a == b;
        Pin.That(same.dtype == ScalarType.Bool && same.numel() == 2, "== gives a tensor");
    }

    [Fact]
    public void TopKAndSort_OfEqualValues_ArePutInNoOrderOfIds()
    {
        using var scope = NewDisposeScope();
        Tensor equal = zeros(200), many = zeros(300, ScalarType.Int64);
        string[] users = ["reference/LLMCourse.Reference/Mixture/MoeFeedForward.cs", "solutions/M03.Embeddings/Similarity.cs"];

        // Which order they come in depends on the processor's instructions, so that only what it is not can be pinned.
        Pin.That(!equal.topk(5).indexes.Equals(arange(5)), "topk of equal values does not take the lowest ids", users);
        Pin.That(!many.argsort().Equals(arange(300)), "argsort of equal values is not stable", users);
        Pin.That(equal.sort(0, descending: true, stable: true).Item2.Equals(arange(200)),
            "sort with stable: true keeps the order of ids", users);
        Pin.That(equal.argmax().item<long>() == 0 && equal.max(0).indexes.item<long>() == 0,
            "argmax and max take the first of equal values", users);
    }
}

using System.Globalization;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class PrintingTests
{
    private static Tensor Eight() => tensor(new[] { 0.0f, 3.141f, 6.2834f, 3.14152f, 6.28e-06f, -13.141529f, 0.01f, 4713.14f }, 2, 4);

    private static string Print(Tensor t, TensorStringStyle style, string? format = null) =>
        t.ToString(style, format, cultureInfo: CultureInfo.InvariantCulture, newLine: "\n");

    [Fact]
    public void ToString_NoStyle_TellsShapeTypeAndDevice() =>
        Assert.Equal("[2x2], type = Float32, device = cpu", zeros(2, 2).ToString());

    [Fact]
    public void Julia_Scalar_StandsOnTheLine() => Assert.Equal("[], type = Float32, device = cpu, value = 3.14", Print(tensor(3.14f), julia));

    [Fact]
    public void Julia_Vector_IsOneRow() => Assert.Equal("[4], type = Float32, device = cpu\n 0 0 0 0\n", Print(zeros(4), julia));

    [Fact]
    public void Julia_Matrix_AlignsItsColumns() => Assert.Equal(
        "[2x4], type = Float32, device = cpu\n        0   3.141 6.2834 3.1415\n 6.28e-06 -13.142   0.01 4713.1\n", Print(Eight(), julia));

    [Fact]
    public void Julia_FourAxes_NamesEachMatrix() => Assert.Equal(
        "[1x2x1x2], type = Int64, device = cpu\n[0,0,..,..] =\n 0 1\n\n[0,1,..,..] =\n 2 3\n", Print(arange(4).reshape(1, 2, 1, 2), julia));

    [Fact]
    public void Numpy_LongAxes_ShowTheirEnds()
    {
        Assert.Equal("[0, 0, 0, 0]", Print(zeros(4), numpy));
        Assert.Equal("[1, 1, 1, ... 1, 1, 1]", Print(ones(100, int32), numpy));
        Assert.Equal("[[0, 3.141, 6.2834, 3.1415]\n [6.28e-06, -13.142, 0.01, 4713.1]]", Print(Eight(), numpy));
        Assert.Equal("[[[0, 1]\n  [2, 3]]\n\n [[4, 5]\n  [6, 7]]]", Print(arange(8).reshape(2, 2, 2), numpy));
        Assert.Equal("[[0]\n [1]\n [2]\n ...\n [7]\n [8]\n [9]]", Print(arange(10).reshape(10, 1), numpy));
    }

    [Fact]
    public void CSharp_EachRank_IsAnInitializer()
    {
        Assert.Equal("[4], type = Float32, device = cpu, value = float [] {0f, 0f, 0f, 0f}", Print(zeros(4), csharp));
        Assert.Equal("[100], type = Int32, device = cpu, value = int [] {1, 1, 1, ... 1, 1, 1}", Print(ones(100, int32), csharp));
        Assert.Equal("[2x4], type = Float32, device = cpu, value = \nfloat [,] {\n {0f, 0f, 0f, 0f},\n {0f, 0f, 0f, 0f}\n}", Print(zeros(2, 4), csharp));
        Assert.Equal(
            "[2x2x4], type = Float32, device = cpu, value = \nfloat [,,] {\n {{0f, 0f, 0f, 0f},\n  {0f, 0f, 0f, 0f}},\n {{0f, 0f, 0f, 0f},\n  {0f, 0f, 0f, 0f}}\n}",
            Print(zeros(2, 2, 4), csharp));
    }

    [Fact]
    public void Str_OfEveryType_IsPrinted()
    {
        foreach (ScalarType type in new[] { float16, bfloat16, float32, float64, int8, uint8, int16, int32, int64, @bool })
            Assert.StartsWith("[2], type = " + type, ones(2, type).str());
        Assert.Equal("[True, False]", tensor(new[] { true, false }).npstr());
        Assert.Equal("[]", zeros(0).npstr());
    }
}

using System.Globalization;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Asserts what TorchSharp 0.107.0 does, right or wrong, so that an update that mends or changes it is noticed.</summary>
/// <remarks>A test here that fails is no defect of ours: it says what to rewrite before the new version is taken.</remarks>
internal static class Pin
{
    public const string Page = "docs/torchsharp.md";

    /// <summary>Asserts that a behaviour is still there.</summary>
    /// <param name="holds">Whether it is.</param>
    /// <param name="behaviour">What was seen with 0.107.0.</param>
    /// <param name="users">The pages and files to look at when it is gone.</param>
    public static void That(bool holds, string behaviour, params string[] users)
    {
        string[] places = [Page, .. users];
        Assert.True(holds, $"TorchSharp 0.107.0: {behaviour}. This version does something else. Look at {string.Join(", ", places)}.");
    }

    /// <summary>Asserts the numbers of a tensor.</summary>
    public static void Numbers(double[] expected, Tensor actual, string behaviour, params string[] users)
    {
        double[] values = Values.Of(actual);
        bool same = values.Length == expected.Length && values.Zip(expected).All(pair => Near(pair.First, pair.Second));
        That(same, $"{behaviour}; now it is [{string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]", users);
    }

    /// <summary>Asserts that a call throws, and gives the exception.</summary>
    public static T Throws<T>(Func<object?> call, string behaviour, params string[] users)
        where T : Exception
    {
        Exception? thrown = Record.Exception(() => _ = call());
        That(thrown is T, $"{behaviour}; now it gives {thrown?.GetType().Name ?? "no exception"}", users);
        return (T)thrown!;
    }

    // The numbers are of order 1 and float32; a wrong formula is off by far more than ten units in the last place.
    private static bool Near(double actual, double expected) =>
        actual.Equals(expected) || Math.Abs(actual - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected));
}

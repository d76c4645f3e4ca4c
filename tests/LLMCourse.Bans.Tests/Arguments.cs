using System.Reflection;
using TorchSharp.Modules;

namespace LLMCourse.Bans.Tests;

/// <summary>Thinks up arguments for functions.</summary>
/// <param name="dims">The axes that a puzzle works on.</param>
/// <param name="sizes">Other whole numbers that may be wanted.</param>
/// <param name="numbers">Other numbers that may be wanted.</param>
public sealed class Arguments(long[] dims, long[] sizes, double[] numbers)
{
    private static readonly object Unknown = new();

    /// <summary>Gives lists of arguments for a function, at most a number of them.</summary>
    /// <param name="method">The function.</param>
    /// <param name="inputs">The tensors to work on.</param>
    /// <param name="most">How many.</param>
    /// <returns>Nothing where a parameter is of a kind that nothing is known of.</returns>
    public IEnumerable<object?[]> For(MethodBase method, IReadOnlyList<Tensor> inputs, int most)
    {
        object?[][] choices = [.. method.GetParameters().Select(p => ChoicesFor(p, inputs))];
        if (choices.Any(c => c.Contains(Unknown))) return [];

        // First the tensors in their order, which mostly is that of the parameters, then in the reverse one, then each everywhere.
        return [.. Some(InOrder(inputs), most / 3), .. Some(InOrder([.. inputs.Reverse()]), most / 3), .. Some(choices, most / 3)];

        object?[][] InOrder(IReadOnlyList<Tensor> order)
        {
            int next = 0;
            return [.. method.GetParameters()
                .Zip(choices, (p, all) => p.ParameterType == typeof(Tensor) && next < order.Count ? [order[next++]] : all)];
        }
    }

    // Where there are too many, those in equal steps; a step that is odd meets every choice of most parameters.
    private static IEnumerable<object?[]> Some(object?[][] choices, int most)
    {
        long all = choices.Aggregate(1L, (product, c) => Math.Min(1 << 20, product * c.Length)), step = all <= most ? 1 : (all / most) | 1;
        for (long i = 0; i < all; i += step)
        {
            object?[] list = new object?[choices.Length];
            long rest = i;
            for (int p = choices.Length - 1; p >= 0; p--)
            {
                list[p] = choices[p][rest % choices[p].Length];
                rest /= choices[p].Length;
            }

            yield return list;
        }
    }

    private object?[] ChoicesFor(ParameterInfo parameter, IReadOnlyList<Tensor> inputs)
    {
        Type type = parameter.ParameterType;
        object?[] known = ChoicesFor(Nullable.GetUnderlyingType(type) ?? type, parameter.Name ?? "", inputs);
        if (!parameter.HasDefaultValue) return known;
        object? given = parameter.DefaultValue;
        if (given is not null && type.IsEnum) given = Enum.ToObject(type, given);
        return known.Contains(Unknown) ? [given] : [given, .. known.Where(value => !Equals(value, given))];
    }

    private object?[] ChoicesFor(Type type, string name, IReadOnlyList<Tensor> inputs)
    {
        bool isAxis = name.Contains("dim", StringComparison.OrdinalIgnoreCase) || name.Contains("axis", StringComparison.OrdinalIgnoreCase);
        long[] whole = isAxis ? dims : sizes;
        if (type == typeof(Tensor)) return [.. inputs];
        if (type == typeof(Parameter)) return [.. inputs.OfType<Parameter>()];
        if (type.IsAssignableFrom(typeof(Parameter[])) && type != typeof(object) && inputs.OfType<Parameter>().Any())
            return [inputs.OfType<Parameter>().ToArray()];
        if (type.IsAssignableFrom(typeof(Tensor[])) && type != typeof(object)) return [inputs.ToArray()];
        if (type == typeof(long)) return [.. whole.Cast<object?>()];
        if (type == typeof(int)) return [.. whole.Select(n => (object?)(int)n)];
        if (type == typeof(long[])) return [.. whole.Select(n => (object?)new[] { n })];
        if (type == typeof(double)) return [.. numbers.Cast<object?>()];
        if (type == typeof(float)) return [.. numbers.Select(n => (object?)(float)n)];
        if (type == typeof(Scalar)) return [.. numbers.Select(n => (object?)(Scalar)n)];
        if (type == typeof(bool)) return [false, true];
        if (type == typeof(ScalarType)) return [ScalarType.Float32, ScalarType.QInt8];
        if (type.IsEnum) return [.. Enum.GetValues(type)];
        return [Unknown];
    }
}

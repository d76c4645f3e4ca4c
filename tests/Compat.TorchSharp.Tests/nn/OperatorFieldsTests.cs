using System.Reflection;

namespace TorchSharp.Tests;

public sealed class OperatorFieldsTests
{
    // Operators are named by hand; a name or an overload that libtorch does not have would fail at its first call only.
    [Fact]
    public void EveryStaticOperator_IsInTheDispatcher()
    {
        Assembly assembly = typeof(torch).Assembly;
        Type op = assembly.GetType("TorchSharp.Op", throwOnError: true)!;
        MethodInfo find = op.GetMethod("Find", BindingFlags.Instance | BindingFlags.NonPublic)!;
        List<string> missing = [];
        FieldInfo[] fields = [.. assembly.GetTypes().Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)).Where(f => f.FieldType == op)];
        foreach (FieldInfo field in fields)
        {
            try { _ = find.Invoke(field.GetValue(null), null); }
            catch (TargetInvocationException e) { missing.Add($"{field.DeclaringType!.FullName}.{field.Name}: {e.InnerException!.Message}"); }
        }
        Assert.True(fields.Length > 40, $"Only {fields.Length} operators were found.");
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }
}

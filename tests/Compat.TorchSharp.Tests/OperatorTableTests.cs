using System.Reflection;

namespace TorchSharp.Tests;

public sealed class OperatorTableTests
{
    // The table of operators is written by hand: a name or an overload that libtorch does not have would fail at its first call only.
    [Fact]
    public void Ops_EveryEntry_IsInTheDispatcher()
    {
        Type table = typeof(torch).Assembly.GetType("TorchSharp.Ops", throwOnError: true)!;
        List<string> missing = [];
        foreach (FieldInfo field in table.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
        {
            object op = field.GetValue(null)!;
            MethodInfo find = op.GetType().GetMethod("Find", BindingFlags.Instance | BindingFlags.NonPublic)!;
            try { _ = find.Invoke(op, null); }
            catch (TargetInvocationException e) { missing.Add($"{field.Name}: {e.InnerException!.Message}"); }
        }
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }
}

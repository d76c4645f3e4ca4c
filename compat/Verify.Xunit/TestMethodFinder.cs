using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using VerifyTests;
using Xunit;

namespace VerifyXunit;

/// <summary>
/// Finds the test that is running: from <see cref="UseVerifyAttribute"/> where the assembly has it, else from the call stack.
/// The stack does not show a test whose helper calls Verify after an await, nor one that the JIT left by a tail call.
/// </summary>
internal static class TestMethodFinder
{
    public static MethodInfo Find() =>
        UseVerifyAttribute.Current
        ?? new StackTrace(fNeedFileInfo: false).GetFrames().Select(FromFrame).FirstOrDefault(method => method is not null)
        ?? throw new VerifyException(
            "No xunit test was found to name the snapshot after. Call Verifier.Verify from a [Fact] or [Theory], in an assembly "
            + "that has [assembly: VerifyXunit.UseVerify] (compat/Verify.Xunit/Verify.Xunit.targets adds it).");

    private static MethodInfo? FromFrame(StackFrame frame)
    {
        if (frame.GetMethod() is not MethodInfo method) return null;
        if (IsTest(method)) return method;

        // The body of an async method is MoveNext of a nested type, and the method names that type in an attribute.
        Type? machine = method.DeclaringType;
        if (machine?.DeclaringType is null || !typeof(IAsyncStateMachine).IsAssignableFrom(machine)) return null;
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        Type open = machine.IsGenericType ? machine.GetGenericTypeDefinition() : machine;
        return machine.DeclaringType.GetMethods(all).FirstOrDefault(candidate =>
            IsTest(candidate) && candidate.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType == open);
    }

    private static bool IsTest(MethodInfo method) => method.IsDefined(typeof(FactAttribute), inherit: true);
}

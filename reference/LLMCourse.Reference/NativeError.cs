using System.Diagnostics;

namespace LLMCourse.Reference;

/// <summary>An error of libtorch that ends the process unless somebody stops it.</summary>
/// <param name="Message">libtorch's words, such as <c>mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)</c>.</param>
/// <param name="Stack">Where it happened, the innermost managed frame first.</param>
public sealed record NativeError(string Message, StackTrace Stack)
{
    /// <summary>Gets the member of TorchSharp that was called, such as <c>Tensor.matmul</c>; null when the stack does not tell.</summary>
    public string? Operator => OperatorOf(Stack);

    /// <summary>Finds the member of TorchSharp by which other code got into it.</summary>
    /// <param name="stack">The stack of an exception or of a native error.</param>
    public static string? OperatorOf(StackTrace stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        System.Reflection.MethodBase? last = null;
        foreach (StackFrame frame in stack.GetFrames())
        {
            System.Reflection.MethodBase? method = frame.GetMethod();
            bool isTorch = method?.Module.Assembly.GetName().Name == "TorchSharp";
            if (isTorch) last = method;
            else if (last is not null) break;
        }

        return last?.DeclaringType is { } type ? $"{type.Name}.{last.Name}" : null;
    }
}

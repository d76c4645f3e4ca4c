using System.Diagnostics;

namespace LLMCourse.Reference;

/// <summary>An error of libtorch that ends the process unless somebody stops it.</summary>
/// <param name="Message">libtorch's words, such as <c>mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)</c>.</param>
/// <param name="Stack">Where it happened, the innermost managed frame first.</param>
public sealed record NativeError(string Message, StackTrace Stack)
{
    /// <summary>Gets the member of TorchSharp that called libtorch, such as <c>Tensor.matmul</c>; null when the stack does not tell.</summary>
    public string? Operator => OperatorOf(Stack);

    /// <summary>Finds the member of TorchSharp that called libtorch.</summary>
    /// <param name="stack">The stack of an exception or of a native error.</param>
    /// <remarks>
    /// The innermost public one: <c>torch.matmul</c> only passes on to <c>Tensor.matmul</c>, and once that is optimized, its frame is gone
    /// from the stack. The same mistake has to be told in the same words the first time and the hundredth.
    /// </remarks>
    public static string? OperatorOf(StackTrace stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        foreach (StackFrame frame in stack.GetFrames())
        {
            if (frame.GetMethod() is { IsPublic: true, DeclaringType: { IsVisible: true } type } method
                && type.Assembly.GetName().Name == "TorchSharp" && method.Name != nameof(TorchSharp.torch.CheckForErrors))
                return $"{type.Name}.{method.Name}";
        }

        return null;
    }
}

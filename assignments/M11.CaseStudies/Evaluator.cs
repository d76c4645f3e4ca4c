namespace LLMCourse.M11;

/// <summary>Runs programs that nobody has read: they reach nothing but their input, and end in time.</summary>
/// <remarks>The language, its grammar and its errors are in the handout. It has no way to read or write anything, so what is left to
/// guard are time, memory and the stack.</remarks>
public static class Evaluator
{
    /// <summary>Calls a program's <c>main</c>.</summary>
    /// <remarks>
    /// <b>Steps.</b> Each time an expression or a statement begins is one step; a block is none by itself, nor is the next round of a
    /// loop. <b>Depth.</b> As many expressions and statements as have begun and not ended; the body of a function runs within the call.
    /// <b>Cells.</b> A list of n integers costs n + 1 when the program makes it, by <c>[…]</c> or <c>+</c>; nothing is given back, and the
    /// input is free. A step, a level or a list beyond its limit is not made and not counted. Where an expression would exceed both
    /// steps and depth, it is the steps. The cancellation is looked at before the first step, and at least every 1,024 steps.
    /// </remarks>
    /// <param name="program">The text of the program.</param>
    /// <param name="input">The values of <c>main</c>'s parameters.</param>
    /// <param name="limits">What the run may use up; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The value or the error, with what the run has used.</returns>
    /// <exception cref="ArgumentException">A limit is out of its range, or an argument or an input is null.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static RunResult Run(string program, IReadOnlyList<Value> input, EvaluatorLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(input);
        limits ??= new EvaluatorLimits();
        // TODO M11.E4: parse, call main, and count each step, level and cell before it is made; any ScriptException becomes the result's error.
        throw new NotImplementedException("M11.E4: parse, call main, and count each step, level and cell before it is made; any ScriptException becomes the result's error.");
    }
}

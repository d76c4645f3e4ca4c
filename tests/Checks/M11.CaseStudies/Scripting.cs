using System.Globalization;

namespace LLMCourse.Checks.M11;

/// <summary>Runs small programs, and writes what came of them.</summary>
internal static class Scripting
{
    /// <summary>The value or the error, without what it took.</summary>
    public static string Run(string program, params Value[] input) => Say(Evaluator.Run(program, input));

    public static string Main(string expression) => Run($"fn main() {{ return {expression}; }}");

    public static string Body(string statements, params Value[] input) =>
        Run($"fn main({string.Join(", ", "abcd".Take(input.Length))}) {{ {statements} }}", input);

    public static string Say(RunResult run) =>
        run.Error is null ? $"{run.Value}" : $"{run.Error}{(run.Value is null ? "" : " (and a value)")}";

    /// <summary>The same, with steps and cells.</summary>
    public static string Full(string program, EvaluatorLimits? limits, params Value[] input)
    {
        RunResult run = Evaluator.Run(program, input, limits);
        return $"{Say(run)} | {Number(run.Steps)} steps | {Number(run.Cells)} cells";
    }

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    public static CodeExample Example(long expected, params Value[] input) => new(input, new Value(expected));

    /// <summary>Waits for a task of the submission, and passes on what it throws.</summary>
    public static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}

using System.Diagnostics;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>How outcomes are put to people.</summary>
internal static class OutcomeWords
{
    /// <summary>One sober character.</summary>
    public static string Symbol(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "✓",
        Outcome.NotImplemented => "○",
        Outcome.Blocked or Outcome.NotRun => "–",
        Outcome.GraderError => "!",
        _ => "✗",
    };

    /// <summary>A few words, in lower case.</summary>
    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "right",
        Outcome.Failed => "not right yet",
        Outcome.NotImplemented => "not started",
        Outcome.Threw => "throws",
        Outcome.TimedOut => "takes too long",
        Outcome.OutOfMemory => "out of memory",
        Outcome.Crashed => "crashes",
        Outcome.Banned => "uses what is banned",
        Outcome.DoesNotCompile => "does not compile",
        Outcome.Blocked => "waiting",
        Outcome.NotRun => "not run",
        Outcome.GraderError => "our fault",
        _ => throw new UnreachableException(),
    };

    /// <summary>Symbol and word for an exercise: one that earned some of its points is partly right.</summary>
    public static (string Symbol, string Word) Of(ExerciseResult exercise) =>
        IsPart(exercise)
            ? ("◐", "partly right")
            : (Symbol(exercise.Outcome), Word(exercise.Outcome));

    /// <summary>Whether an exercise earned some of its points and has more to give.</summary>
    public static bool IsPart(ExerciseResult exercise) =>
        exercise.Earned > 0 && exercise.Outcome is not (Outcome.Passed or Outcome.GraderError);

    /// <summary>A sentence for a check that came with no message, so that no outcome stands without a reason.</summary>
    public static string Explain(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "It is right.",
        Outcome.Failed => "It ran to its end, but what it gave back is not right.",
        Outcome.NotImplemented => "It still throws `NotImplementedException`.",
        Outcome.Threw => "It threw an exception that this check does not ask for.",
        Outcome.TimedOut => "It did not come back within the time limit: look for a loop that does not end.",
        Outcome.OutOfMemory => "It used more memory than there is for it: look for a tensor or a list that grows without end.",
        Outcome.Crashed => "It ended the whole process: look for a recursion that does not end.",
        Outcome.Banned => "It uses something that this exercise asks you to write yourself, or that no submission may use.",
        Outcome.DoesNotCompile => "It does not compile, or its signature is no longer the one in the handout.",
        Outcome.Blocked => "It was not run, because a check that it needs has not passed yet.",
        Outcome.NotRun => "It was planned but not run.",
        Outcome.GraderError => "The grader went wrong here, not your work. It costs no points.",
        _ => throw new UnreachableException(),
    };
}

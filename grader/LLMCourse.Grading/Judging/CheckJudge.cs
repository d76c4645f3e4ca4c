using LLMCourse.Checks;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Judging;

/// <summary>Turns what a probe reported into the result of its check.</summary>
public static class CheckJudge
{
    /// <summary>Judges one check.</summary>
    /// <param name="check">The check.</param>
    /// <param name="report">What the worker reported.</param>
    /// <param name="expected">What the solution's probe observed; null when nothing is recorded.</param>
    /// <param name="afterDeadline">Whether checks that open after the deadline show their details.</param>
    public static CheckRun Judge(Check check, ProbeReport report, IReadOnlyList<Observation>? expected, bool afterDeadline)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(report);
        return new CheckRun(Result(check, report, expected, afterDeadline), report);
    }

    private static CheckResult Result(Check check, ProbeReport report, IReadOnlyList<Observation>? expected, bool afterDeadline)
    {
        CheckResult result = Blank(check) with { Output = report.Output, Place = report.Exception?.Place };
        switch (report.Status)
        {
            case ProbeStatus.Completed:
                return Completed(check, report, expected, afterDeadline, result);
            case ProbeStatus.NotImplemented:
                return result with { Outcome = Outcome.NotImplemented, Message = "Not written yet." };
            case ProbeStatus.Threw:
                return result with
                {
                    Outcome = Outcome.Threw,
                    Message = IsOfLibTorch(report.Exception!)
                        ? $"libtorch refused a call: {report.Exception!.Message}"
                        : $"Threw {report.Exception!.Type}: {report.Exception.Message}",
                    Hint = check.Hint,
                };
            case ProbeStatus.SignatureChanged:
                return result with
                {
                    Outcome = Outcome.DoesNotCompile,
                    Message = $"The check calls a public member that is not there any more: {report.Exception!.Message}",
                    Hint = "Keep the public signatures of the starter; add members of your own as you like.",
                };
            case ProbeStatus.TimedOut:
                return result with
                {
                    Outcome = Outcome.TimedOut,
                    Message = $"Did not come back within {check.TimeLimit.TotalSeconds:0} s.",
                    Hint = "Look for a loop whose condition never changes, or for work that grows far faster than its input.",
                };
            case ProbeStatus.OutOfMemory:
                return result with
                {
                    Outcome = Outcome.OutOfMemory,
                    Message = "Used more memory than there is for it.",
                    Hint = "Look for a tensor or a list that grows with every step, and for shapes that are multiplied instead of aligned.",
                };
            case ProbeStatus.Crashed:
                return result with
                {
                    Outcome = Outcome.Crashed,
                    Message = $"Ended the process: {report.Explanation}",
                    Hint = "The usual cause is recursion without an end; it cannot be caught.",
                };
            case ProbeStatus.WorkerFault:
                return result with
                {
                    Outcome = Outcome.GraderError,
                    Message = $"The grader could not run this check: {report.Explanation}"
                };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static CheckResult Completed(Check check, ProbeReport report, IReadOnlyList<Observation>? expected, bool afterDeadline,
        CheckResult result)
    {
        expected ??= [];
        Verdict verdict;
        try
        {
            verdict = check.Judge(new Evidence(report.Observations, expected));
        }
        catch (ObservationMissingException e)
        {
            verdict = Verdict.Fail(e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A judge that can judge what the solution gives trips over what this submission
            // gave: an empty list where it looks at the last.
            if (!CanJudge(check, expected))
                return result with
                {
                    Outcome = Outcome.GraderError,
                    Message = $"The judge of this check is at fault: {e.GetType().Name}: {e.Message}"
                };
            verdict = Verdict.Fail("What your code gave is too far from what is expected to be compared: its sizes or kinds are others.");
        }

        if (verdict.Passed) return result with { Outcome = Outcome.Passed };
        bool open = check.Visibility == CheckVisibility.Visible || (check.Visibility == CheckVisibility.AfterDeadline && afterDeadline);
        return result with
        {
            Outcome = Outcome.Failed,
            Message = verdict.Message,
            Detail = open ? verdict.Detail : null,
            Withheld = !open && verdict.Detail is not null,
            Hint = verdict.Hint ?? check.Hint,
        };
    }

    private static bool CanJudge(Check check, IReadOnlyList<Observation> expected)
    {
        try
        {
            return check.Judge(new Evidence(expected, expected)).Passed;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false;
        }
    }

    // Students call operators; that the exception is named after code outside .NET tells them nothing.
    private static bool IsOfLibTorch(ProbeError error) => error.Type == "System.Runtime.InteropServices.ExternalException";

    /// <summary>Returns the result of a check that has not run.</summary>
    public static CheckResult Blank(Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new CheckResult { Id = check.Id, Title = check.Title, Points = check.Points, Outcome = Outcome.NotRun };
    }
}

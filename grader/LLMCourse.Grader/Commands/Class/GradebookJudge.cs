using System.CommandLine;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using static LLMCourse.Grader.Commands.Class.GradebookArguments;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader gradebook judge</c>: keeps what a person thinks of two submissions that are alike.</summary>
internal static class GradebookJudge
{
    public static Command Create()
    {
        Argument<string> a = new("a") { Description = "The key of the one student." },
            b = new("b") { Description = "The key of the other." }, module = Module();
        Argument<string> verdict = new("verdict") { Description = "cleared or suspicious." };
        verdict.AcceptOnlyFromAmong([.. Judgement.Verdicts]);
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        Command command = new("judge", """
            Keep what you think of two submissions that `grader similarity` shows as alike; its next run with --gradebook shows it. It changes no grade.

            Example: grader gradebook judge ada bob M02 cleared --who "Prof. X" --why "worked together, as allowed" -g class.db
            """)
        {
            a, b, module, verdict, who, why, gradebook,
        };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            string one = StudentOf(book, parsed.GetValue(a)!).Key, other = StudentOf(book, parsed.GetValue(b)!).Key;
            if (one == other) throw new CourseException($"'{one}' is named twice. Name the two students whose submissions are alike.");
            book.Add(new Judgement(one, other, ModuleOf(book, parsed.GetValue(module)!), parsed.GetValue(verdict)!, parsed.GetValue(who)!,
                parsed.GetValue(why)!, TimeProvider.System.GetUtcNow()));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }
}

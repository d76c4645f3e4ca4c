using System.CommandLine;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using static LLMCourse.Grader.Commands.Class.GradebookArguments;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader gradebook release</c>: lets students see a module's grades, or lists which they see.</summary>
internal static class GradebookRelease
{
    public static Command Create()
    {
        Argument<string?> module =
            new("module")
            {
                Description = "The module's id, such as M02. Without it the modules are listed.",
                Arity = ArgumentArity.ZeroOrOne
            };
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        who.Required = why.Required = false;
        Option<string?> policy = Policy();
        Command command = new("release", """
            Let students see a module's grades and reports, where the course file says `release: manual`. Without a module, list which they see.
            `decisions` lists releases as R1, R2, …; `undo R1` takes one back.

            Examples:
              grader gradebook release M02 --who "Prof. X" -g class.db
              grader gradebook release -g class.db --policy course.yaml
            """)
        {
            module, who, why, policy, gradebook,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(module) is not null && result.GetValue(who) is null)
                result.AddError("--who is missing: give the name of whoever releases the module.");
            if (result.GetValue(module) is null && (result.GetValue(who) ?? result.GetValue(why)) is not null)
                result.AddError("Name the module to release, such as M02.");
        });
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            CoursePolicy? course = parsed.GetValue(policy) is { } file ? CoursePolicy.Load(file, ModuleIds.Known(book)) : null;
            if (parsed.GetValue(module) is { } name) Enter(book, ModuleOf(book, name), parsed.GetValue(who)!, parsed.GetValue(why) ?? "");
            else List(book, course ?? new CoursePolicy { ReleaseByHand = true });
            if (course is null)
                Console.WriteLine("It matters where the course file says `release: manual`; otherwise students see every grade at once.");
            else if (!course.ReleaseByHand)
                Console.WriteLine("The course file does not say `release: manual`: students see every grade at once.");
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static void Enter(Gradebook book, string module, string who, string why)
    {
        if (book.Releases().FirstOrDefault(r => r.Module == module) is { } before)
            throw new CourseException($"{module} is released already, by {Printed(before.Who)}. `grader gradebook decisions` lists it.");
        book.Add(new Release(module, who, why, TimeProvider.System.GetUtcNow()));
        Console.WriteLine($"{module} is released: students see it from the next `grader publish` and `grader export` on.");
    }

    private static void List(Gradebook book, CoursePolicy policy)
    {
        Dictionary<string, Release> releases = [];
        foreach (Release r in book.Releases()) releases[r.Module] = r;
        IReadOnlyList<string> modules = [.. new FinalGrader(book, policy).Modules.Union(releases.Keys).Order(StringComparer.Ordinal)];
        if (modules.Count == 0) Console.WriteLine("Nothing is graded yet, and nothing is released.");
        foreach (string module in modules)
        {
            Console.WriteLine(releases.TryGetValue(module, out Release? r)
                ? Printed($"{module}: released by {r.Who} on {ClassTime.Shown(r.MadeUtc, policy.TimeZone)}{(r.Why.Length == 0 ? "" : $": {r.Why}")}")
                : $"{module}: not released");
        }
    }
}

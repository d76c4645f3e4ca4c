using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using Spectre.Console;
using static LLMCourse.Grader.Commands.Class.GradebookArguments;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader gradebook</c>: looks at a gradebook, explains a grade, and enters what a person decides.</summary>
internal static class GradebookCommand
{
    public static Command Create() => new("gradebook",
        "Look at a gradebook, explain a grade, analyse its checks, enter choices, overrides, extensions, comments and releases, list them and take them back.")
    {
        Show(), Explain(), GradebookItems.Create(), Choose(), Override(), Extend(), GradebookComment.Create(), GradebookRelease.Create(),
        GradebookJudge.Create(), Decisions(), Undo(),
    };

    private static Command Show()
    {
        Option<string> gradebook = Gradebook();
        Option<string?> policy = Policy();
        Command command =
            new("show", "List the class: a line a student, with the grade of each module and the final number.") { gradebook, policy };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            var grader = new FinalGrader(book, CoursePolicy.Load(parsed.GetValue(policy), ModuleIds.Known(book)));
            IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
            Table table = new Table().Border(TableBorder.Simple).AddColumn("student").AddColumn("name");
            foreach (string module in grader.Modules) table.AddColumn(new TableColumn(module).RightAligned());
            table.AddColumn(new TableColumn("final").RightAligned());
            IReadOnlyList<FinalGrade> grades = grader.All();
            foreach (FinalGrade grade in grades)
            {
                IEnumerable<string> cells =
                [
                    Printed(grade.Student.Key), Printed(grade.Student.Name),
                    .. grade.Modules.Select(m => m.IsUngraded ? "?" : m.IsOpen ? "open" : m.Counts
                        ? Number(m.Percent)
                        : $"({Number(m.Percent)})"), FinalOf(grade),
                ];
                table.AddRow([.. cells.Select(Markup.Escape)]);
            }

            console.Write(table);
            if (grader.Withheld.Count > 0) console.WriteLine($"Not released to students: {string.Join(", ", grader.Withheld)}.");
            IReadOnlyList<Ungraded> ungraded = book.UngradedHandIns();
            if (ungraded.Count > 0 || grades.Any(g => g.IsProvisional))
                console.WriteLine("? is no 0: something was handed in and could not be graded, or no reviews of it are entered.");
            foreach (Ungraded u in ungraded)
                console.WriteLine($"not graded: {Printed(u.Student)} {u.Module} ({Printed(u.Source)}): {Printed(u.Reason)}");
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Explain()
    {
        Argument<string> student = Student();
        Option<string> gradebook = Gradebook();
        Option<string?> policy = Policy();
        Command command = new("explain", "Say how a student's number came to be, line by line.") { student, gradebook, policy };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            var grader = new FinalGrader(book, CoursePolicy.Load(parsed.GetValue(policy), ModuleIds.Known(book)));
            Student found = StudentOf(book, parsed.GetValue(student)!);
            FinalGrade grade = grader.Of(found);
            Console.WriteLine(Printed($"{found.Key} {found.Name}".TrimEnd()));
            foreach (ModuleGrade module in grade.Modules)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {module.Module}: {(module.IsUngraded ? "not graded" : module.IsOpen ? "open" : Line($"{module.Percent:0.00} %{(module.Counts ? "" : " (does not count)")}"))}"));
                foreach (string step in module.Steps)
                    Console.WriteLine("    " + new string(' ', step.Length - step.TrimStart(' ').Length) + StudentText.Terminal(step));
            }

            foreach (string step in grade.Steps) Console.WriteLine("  " + Printed(step));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Choose()
    {
        Argument<string> student = Student(), module = Module();
        Argument<string> attempt =
            new("attempt")
            {
                Description = "The attempt: where it came from, as `explain` shows it, or the beginning of its content hash."
            };
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        Command command = new("choose",
            "Say which attempt of a student counts, in the place of the best or the last; the reason is kept.")
            {
                student,
                module,
                attempt,
                who,
                why,
                gradebook
            };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            (string key, string id, string wanted) =
                (StudentOf(book, parsed.GetValue(student)!).Key, ModuleOf(book, parsed.GetValue(module)!), parsed.GetValue(attempt)!);
            List<Attempt> attempts = [.. book.Attempts(key).Select(a => a.Attempt).Where(a => a.Module == id)];
            List<Attempt> found = [.. attempts.Where(a => a.Source == wanted
                || (wanted.Length >= 6 && a.ContentHash.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)))
                    .DistinctBy(a => a.ContentHash)];
            if (found.Count != 1)
            {
                throw new CourseException($"{found.Count} attempts of '{key}' in {id} are called '{wanted}'. There are: "
                    + $"{(attempts.Count == 0 ? "none" : string.Join("; ", attempts.Select(a => $"{a.Source} ({a.ContentHash[..Math.Min(12, a.ContentHash.Length)]})")))}.");
            }

            book.Add(
                new Choice(key, id, found[0].ContentHash, parsed.GetValue(who)!, parsed.GetValue(why)!, TimeProvider.System.GetUtcNow()));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Override()
    {
        Argument<string> student = Student(), module = Module();
        Argument<decimal> percent = new("percent") { Description = "The grade in percent." };
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        Command command = new("override",
            "Set a grade in the place of the computed one; the reason is kept.") { student, module, percent, who, why, gradebook };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            decimal value = parsed.GetValue(percent);
            if (value is < 0 or > 1000) throw new CourseException("A grade is 0 to 1000 percent.");
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            book.Add(new Override(StudentOf(book, parsed.GetValue(student)!).Key, ModuleOf(book, parsed.GetValue(module)!), value,
                parsed.GetValue(who)!, parsed.GetValue(why)!, TimeProvider.System.GetUtcNow()));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Extend()
    {
        Argument<string> student = Student(), module = Module();
        Argument<string> until = new("until") { Description = "The new deadline with its offset, such as 2026-12-01T23:59:00+01:00." };
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        Command command =
            new("extend", "Give a student a later deadline; the reason is kept.") { student, module, until, who, why, gradebook };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            if (!Moment.TryParse(parsed.GetValue(until)!, null, out DateTimeOffset time, out string? problem))
                throw new CourseException(problem!);
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            book.Add(new Extension(StudentOf(book, parsed.GetValue(student)!).Key, ModuleOf(book, parsed.GetValue(module)!), time,
                parsed.GetValue(who)!, parsed.GetValue(why)!, TimeProvider.System.GetUtcNow()));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Decisions()
    {
        Argument<string?> student = new("student") { Description = "Only this student's, by key.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> gradebook = Gradebook();
        Option<string?> policy = ZoneOf();
        Command command = new("decisions",
            "List what people decided: overrides, extensions, choices, comments, releases, and what was taken back.")
            {
                student,
                policy,
                gradebook
            };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            string? key = parsed.GetValue(student) is { } text ? StudentOf(book, text).Key : null;
            TimeZoneInfo? zone = CoursePolicy.Load(parsed.GetValue(policy), ModuleIds.Known(book)).TimeZone;
            IReadOnlyList<DecisionEntry> decisions =
                [.. book.Decisions(zone).Where(d => key is null || d.Student == key || d.Other == key)];
            if (decisions.Count == 0) Console.WriteLine("Nobody has decided anything.");
            foreach (DecisionEntry d in decisions)
                Console.WriteLine(Printed(
                    Line($"{d.Id}  {d.About}: {d.What}; {d.Who} on {ClassTime.Shown(d.MadeUtc, zone)}{(d.Why.Length == 0 ? "" : $": {d.Why}")}{(d.Undone is null ? "" : $"; taken back by {d.Undone}")}")));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Command Undo()
    {
        Argument<string> decision = new("decision") { Description = "Which, as `decisions` lists it, such as O3." };
        Option<string> gradebook = Gradebook(), who = Who(), why = Why();
        Option<string?> policy = ZoneOf();
        Command command = new("undo",
            "Take back an override, an extension, a choice, a comment or a release: what held before holds again, and both stay on record.") { decision, who, why, policy, gradebook };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            TimeZoneInfo? zone = CoursePolicy.Load(parsed.GetValue(policy), ModuleIds.Known(book)).TimeZone;
            DecisionEntry undone =
                book.Undo(parsed.GetValue(decision)!, parsed.GetValue(who)!, parsed.GetValue(why)!, TimeProvider.System.GetUtcNow(), zone);
            Console.WriteLine(Printed($"Taken back: {undone.Id}, {undone.About}: {undone.What}."));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static Option<string?> ZoneOf() =>
        new("--policy") { Description = "The course file, in whose time zone times are shown; without it in UTC.", HelpName = "FILE" };

    private static string FinalOf(FinalGrade grade) =>
        !grade.IsProvisional ? Number(grade.Percent) : grade.Modules.Any(m => m.Counts) ? $"{Number(grade.Percent)} ?" : "?";

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private static string Number(decimal percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>What the commands of <c>grader gradebook</c> are given, and how they find what is meant.</summary>
internal static class GradebookArguments
{
    /// <summary>Finds a student by key; case decides only between two keys that differ in nothing else.</summary>
    public static Student StudentOf(Gradebook book, string key)
    {
        IReadOnlyList<Student> students = book.Students();
        if (students.FirstOrDefault(s => s.Key == key) is { } exact) return exact;
        Student[] alike = [.. students.Where(s => PersonName.Folded(s.Key) == PersonName.Folded(key))];
        return alike.Length == 1 ? alike[0] : throw new CourseException(
            $"{book.Path} has no student '{key}'.{(NearestName.Among(key, students.Select(s => s.Key)) is { } near ? $" Did you mean {near}?" : "")} `grader gradebook show` lists them.");
    }

    /// <summary>Finds a module by its id or its name.</summary>
    public static string ModuleOf(Gradebook book, string module) => ModuleIds.Resolve(module, ModuleIds.Known(book), out string? problem)
        ?? throw new CourseException(char.ToUpperInvariant(problem![0]) + problem[1..]);

    public static Argument<string> Student() => new("student") { Description = "The student's key." };

    public static Argument<string> Module() => new("module") { Description = "The module's id, such as M02." };

    public static Option<string> Gradebook() =>
        new("--gradebook", "-g") { Description = "The gradebook.", Required = true, HelpName = "FILE" };

    public static Option<string?> Policy() =>
        new("--policy") { Description = "The course file: attempts, deadlines, late penalty, weights.", HelpName = "FILE" };

    public static Option<string> Who()
    {
        Option<string> who = new("--who") { Description = "Who decides.", Required = true, HelpName = "NAME" };
        who.Validators.Add(result =>
        {
            // What reviews entered may be entered anew by reviews; what a person did may not.
            if (result.Is<string>(PeerReviewItem.IsTakenFor))
                result.AddError(
                    "--who begins as entries of `peer-review collect` do, \"peer review (\". Give the name of whoever decides.");
            if (result.Is<string>(string.IsNullOrWhiteSpace)) result.AddError("--who is empty. Give the name of whoever decides.");
        });
        return who;
    }

    public static Option<string> Why() => new("--why") { Description = "The reason.", Required = true, HelpName = "TEXT" };

    /// <summary>Makes a text one line of output.</summary>
    // Neither a terminal's escape nor a command of the workflow in whose log this may stand.
    public static string Printed(string text) => StudentText.NoCommands(StudentText.Terminal(text));
}

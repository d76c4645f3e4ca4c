using System.CommandLine;
using System.Text.RegularExpressions;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using static LLMCourse.Grader.Commands.Class.GradebookArguments;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader gradebook comment</c>: tells a student something about a module or an exercise.</summary>
internal static partial class GradebookComment
{
    public static Command Create()
    {
        Argument<string> student = Student();
        Argument<string> about = new("about") { Description = "The exercise, such as M02.E3, or the module, such as M02." };
        Argument<string> text = new("text") { Description = "What to tell the student: plain text, in one line or several." };
        Option<string> gradebook = Gradebook(), who = Who();
        Command command = new("comment", """
            Tell a student something about an exercise or a module. It is kept, and shown on the student's pages and in exports that have feedback.

            Example: grader gradebook comment ada M02.E3 "The mask is right; say why in a comment." --who "Prof. X" -g class.db
            """)
        {
            student, about, text, who, gradebook,
        };
        command.SetAction(parsed => CommandLine.GuardAsync(() =>
        {
            string said = CommentText.Of(parsed.GetValue(text)!);
            using Gradebook book = Classes.Gradebooks.Gradebook.Open(parsed.GetValue(gradebook)!);
            (string module, string target) = Target(book, parsed.GetValue(about)!);
            string key = StudentOf(book, parsed.GetValue(student)!).Key;
            book.Add(new Comment(key, module, target, said, parsed.GetValue(who)!, TimeProvider.System.GetUtcNow()));
            Console.WriteLine(Printed($"{key} {target}: kept, and shown from the next `grader publish` and `grader export` on."));
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    private static (string Module, string About) Target(Gradebook book, string text)
    {
        Match exercise = Exercise().Match(text);
        if (!exercise.Success) return ModuleOf(book, text) is var module ? (module, module) : default;
        string id = text.ToUpperInvariant(), of = ModuleOf(book, exercise.Groups["module"].Value);
        IReadOnlyList<string> known = book.ExercisesOf(of);

        // Before anything is graded a gradebook does not know which there are.
        return known.Count == 0 || known.Contains(id) ? (of, id) : throw new CourseException(
            $"{of} has no exercise {id}.{(NearestName.Among(id, known) is { } near ? $" Did you mean {near}?" : "")} There are {string.Join(", ", known)}.");
    }

    [GeneratedRegex(@"\A(?<module>M[0-9]{2})\.E[0-9]{1,3}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Exercise();
}

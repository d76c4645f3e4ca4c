using System.CommandLine;
using System.Text.RegularExpressions;
using LLMCourse.Authoring.Scaffolding;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader new</c>: begins a module or an exercise.</summary>
internal static partial class NewCommand
{
    public static Command Create()
    {
        Argument<string> what =
            new("what") { Description = "A module, such as M06.Prompting, or the next exercise of one, such as M06.E3." };
        Option<string?> title = new("--title")
        {
            Description = "Its title. Default: for a module the one in the README's table, for an exercise the member's name."
        };
        Option<string?> member = new("--member")
        {
            Description =
            "For an exercise: the first member that students write, as Type.Method. Default: one that is named after the exercise."
        };
        Option<string?> course = SharedOptions.Course();
        Command command = new("new",
            "Begin a module or an exercise: its files, and its entries wherever others are listed.") { what, title, member, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(what)!, parsed.GetValue(title), parsed.GetValue(member),
                cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string what, string? title, string? member,
        CancellationToken cancellation)
    {
        Scaffold scaffold = new(layout);
        IReadOnlyList<string> files;
        string next;
        if (ExerciseId.TryParse(what, out ExerciseId id))
        {
            if (id.IsQuiz || id.IsExperiment)
                throw new CourseException(
                    $"{id} is {(id.IsQuiz ? "a quiz, which quiz.yaml holds; it comes with the module" : "an experiment: see those of other modules, and docs/authoring.md")}.");
            (string type, string method) = Member(member ?? $"Exercise{id.Text[5..]}.Compute");
            files = scaffold.Exercise(id, title ?? type, type, method, cancellation);
            next = $"Write the solution, then: ./course release -m {id.Module}; ./course record -m {id.Module} --only {id}; ./course verify -m {id.Module} --only {id}";
        }
        else
        {
            if (member is not null) throw new CourseException("--member is for an exercise, such as M06.E1; a module has none itself.");
            files = await scaffold.ModuleAsync(what, title, cancellation).ConfigureAwait(false);
            next = $"Its first exercise: ./course new {what[..3]}.E1 --member Type.Method";
        }

        foreach (string file in files) Console.WriteLine(file);
        Console.WriteLine(next);
        return ExitCode.Passed;
    }

    private static (string Type, string Method) Member(string text) =>
        MemberName().Match(text) is { Success: true } match
            ? (match.Groups[1].Value, match.Groups[2].Value)
            : throw new CourseException($"'{text}' is not a member; write it as Type.Method, such as Sampler.Softmax.");

    [GeneratedRegex(@"\A([A-Z]\w*)\.([A-Z]\w*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex MemberName();
}

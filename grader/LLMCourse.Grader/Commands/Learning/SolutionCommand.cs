using System.CommandLine;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary><c>grader solution</c>: the reference's way beside one's own, once an exercise has all its points.</summary>
internal static class SolutionCommand
{
    public static Command Create()
    {
        Argument<string> exercise = new("exercise") { Description = "Such as M02.E2; in a module's folder E2." };
        Argument<string?> mine = new(
            "path")
        { Description = "The folder of your own work. Default: the module's in assignments.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> reports = StatusCommand.Reports(), course = SharedOptions.Course();
        Command command = new("solution",
            "Show how the reference does an exercise, beside your own way, once you have all its points.")
            {
                exercise,
                mine,
                reports,
                course
            };
        command.SetAction((parsed, _) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(exercise)!, parsed.GetValue(mine), parsed.GetValue(reports)))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string text, string? path, string? reports)
    {
        ProgressFile known = ProgressFile.Read(reports ?? ReportsFolder.Of(layout, Directory.GetCurrentDirectory()));
        ExerciseId exercise = SharedOptions.ExerciseHere(text, layout, known);
        string module = layout.Resolve(exercise.Module), mine = path
            ?? ModuleGuess.OwnFolder(module, layout), ours = layout.SolutionOf(module);
        ManifestExercise? described = ModuleManifest.Load(layout.ManifestOf(module)).Exercises.FirstOrDefault(e => e.Id == exercise.Text);
        if (described is null) throw new CourseException($"{module} has no exercise {exercise.Text}.");
        if (!Directory.Exists(ours))
            throw new CourseException($"There are no solutions here: '{layout.Root}' has none for {module}. Ask your instructor.");
        if (!Directory.Exists(mine)) throw new CourseException($"There is no folder '{mine}'.");
        ExerciseProgress? progress = known.Exercises.GetValueOrDefault(exercise.Text);
        if (progress is not { IsDone: true })
        {
            string state = progress is null ? "has not been graded yet" : $"has {Figures.Points(progress.Earned, progress.Maximum)} points";
            throw new CourseException(
                $"{exercise.Text} {state}. The solution is shown when it has all of them: ./course grade {exercise.Module} --only {exercise.Text}. Until then: ./course hint {exercise.Text}");
        }

        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        console.Write(new Text($"{exercise.Text} {described.Title}", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        ILookup<string, ExerciseMember> yours = ExerciseMember.In(mine, _ => true).ToLookup(member => member.Name, StringComparer.Ordinal);
        foreach (ExerciseMember reference in ExerciseMember.In(ours, ids => ids.Contains(exercise.Text)))
        {
            if (yours[reference.Name].FirstOrDefault() is { } own) Show(own, "yours", mine);
            else Console.Out.WriteLine($"\n{reference.Name} is not among your files.");
            Show(reference, "the reference's", ours);
        }

        return ExitCode.Passed;
    }

    private static void Show(ExerciseMember member, string whose, string folder)
    {
        // As it stands: code must keep its columns, and a path is copied.
        Console.Out.WriteLine($"\n── {member.Name}, {whose}: {Path.Combine(Path.GetRelativePath(Directory.GetCurrentDirectory(), folder), member.File)}:{member.Line}\n");
        Console.Out.WriteLine(member.Code);
    }
}

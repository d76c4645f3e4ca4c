using System.CommandLine;
using System.CommandLine.Parsing;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Commands;

/// <summary>Options that several commands have, so that they read the same everywhere.</summary>
internal static class SharedOptions
{
    public static Option<string?> Course() => new("--course")
    {
        Description = "The course's folder. Default: found upward from the current folder.",
        HelpName = "FOLDER",
    };

    public static Option<string?> Module() => new("--module", "-m")
    {
        Description = "The module, such as M02 or M02.Attention.",
        HelpName = "MODULE",
    };

    public static Option<SandboxMode> Sandbox() => new("--sandbox")
    {
        Description = "How student code is kept apart: required (bubblewrap, or an error), auto (bubblewrap where there is one, else a confined process), off (a process).",
        DefaultValueFactory = _ => SandboxMode.Auto,
    };

    public static Option<bool> AfterDeadline() =>
        new("--after-deadline") { Description = "Show the details of checks that open after the deadline." };

    /// <summary>Says whether an option's value is such a one; no, when it is no value at all, which the library says itself.</summary>
    public static bool Is<T>(this OptionResult result, Func<T, bool> test)
    {
        try
        {
            return test(result.GetValueOrDefault<T>()!);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Creates the option that names exercises.</summary>
    /// <param name="description">What is done with them alone.</param>
    public static Option<string[]> OnlyExercises(string description) => Only(description, "EXERCISE");

    /// <summary>Creates the option that names what alone is meant: several after one another, or separated by commas.</summary>
    /// <param name="description">What is done with them alone.</param>
    /// <param name="help">What one of them is.</param>
    public static Option<string[]> Only(string description, string help) => new("--only")
    {
        Description = description,
        HelpName = help,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
            [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };

    /// <summary>Reads the id of an exercise that has checks.</summary>
    /// <exception cref="CourseException">It is none.</exception>
    public static ExerciseId Exercise(string text) =>
        ExerciseId.TryParse(text.ToUpperInvariant(), out ExerciseId id) && !id.IsQuiz && !id.IsExperiment
            ? id
            : throw new CourseException($"'{text}' is not an exercise with checks; write it as M02.E2.");

    /// <summary>Reads the id of an exercise as it is said in a module's folder, where E2 is enough, and nothing
    /// stands for the first that is not done.</summary>
    /// <param name="text">The exercise; null for the first that is not done.</param>
    /// <param name="layout">The course.</param>
    /// <param name="progress">What is done.</param>
    /// <exception cref="CourseException">It is none, or the current folder is no module's.</exception>
    public static ExerciseId ExerciseHere(string? text, CourseLayout layout, ProgressFile progress)
    {
        string? here = ModuleGuess.Named(Directory.GetCurrentDirectory(), layout);
        if (text is not null)
            return Exercise(here is not null && text.Length > 1 && text[0] is 'E' or 'e' && text[1..].All(char.IsAsciiDigit)
                ? $"{here[..3]}.{text}"
                : text);
        if (here is null) throw new CourseException("Say which exercise, such as M02.E2; or go to the folder of a module.");
        IReadOnlyList<ModulePart> parts = ModulePart.Of(ModuleManifest.Load(layout.ManifestOf(here)), progress);
        return Exercise((parts.FirstOrDefault(part => !part.IsDone && part.Files.Count > 0)
            ?? throw new CourseException($"Every exercise of {here} is done.")).Id);
    }

    /// <summary>Returns the modules that options name, and the exercises that one asks for; none stands for all.</summary>
    /// <param name="layout">The course.</param>
    /// <param name="module">The module; null for those of the exercises, or all.</param>
    /// <param name="only">The exercises.</param>
    /// <exception cref="CourseException">There is no such module, or an exercise is of another one.</exception>
    public static (IReadOnlyList<string> Modules, IReadOnlyList<ExerciseId> Exercises) Exercises(CourseLayout layout, string? module,
        IEnumerable<string> only)
    {
        ExerciseId[] exercises = [.. only.Select(Exercise).Distinct()];
        if (exercises.Length == 0) return (Modules(layout, module), exercises);
        string[] modules = [.. exercises.Select(e => layout.Resolve(e.Module)).Distinct().Order(StringComparer.Ordinal)];
        return module is null || modules.All(m => m == layout.Resolve(module))
            ? (modules, exercises)
            : throw new CourseException(
                $"--only names exercises of {string.Join(" and ", modules)}, and --module {layout.Resolve(module)}: leave one of the two out.");
    }

    /// <summary>Returns the modules that an option names: all when it is not given.</summary>
    public static IReadOnlyList<string> Modules(CourseLayout layout, string? option) =>
        option is null ? layout.Modules : [layout.Resolve(option)];
}

using System.CommandLine;
using System.CommandLine.Parsing;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Sandbox;

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

    public static Option<bool> AfterDeadline() => new("--after-deadline") { Description = "Show the details of checks that open after the deadline." };

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

    /// <summary>Returns the modules that an option names: all when it is not given.</summary>
    public static IReadOnlyList<string> Modules(CourseLayout layout, string? option) => option is null ? layout.Modules : [layout.Resolve(option)];
}

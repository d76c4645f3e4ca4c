using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary>Where a student stands: the module of the current folder, and where reports go.</summary>
internal static class StudentFolder
{
    /// <summary>Returns the module in whose folder the current one is; null where it is in none.</summary>
    public static string? Module(CourseLayout layout, string current)
    {
        string[] parts = current.Split(Path.DirectorySeparatorChar);
        return parts.Reverse().Select(part => layout.Modules.FirstOrDefault(module => module == part)).FirstOrDefault(module => module is not null);
    }

    /// <summary>Returns the folder of reports: <c>reports</c> in the course where the current folder is within it, else in the current folder.</summary>
    public static string Reports(CourseLayout layout, string current)
    {
        string fromRoot = Path.GetRelativePath(layout.Root, current);
        bool isWithin = !Path.IsPathRooted(fromRoot) && fromRoot.Split(Path.DirectorySeparatorChar)[0] != "..";
        return isWithin ? Path.GetRelativePath(current, Path.Combine(layout.Root, "reports")) : "reports";
    }
}

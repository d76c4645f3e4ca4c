using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary>Where the reports of a student go.</summary>
internal static class ReportsFolder
{
    /// <summary>Returns the folder of reports: <c>reports</c> in the course where the current folder is
    /// within it, else in the current folder.</summary>
    public static string Of(CourseLayout layout, string current)
    {
        string fromRoot = Path.GetRelativePath(layout.Root, current);
        bool isWithin = !Path.IsPathRooted(fromRoot) && fromRoot.Split(Path.DirectorySeparatorChar)[0] != "..";
        return isWithin ? Path.GetRelativePath(current, Path.Combine(layout.Root, "reports")) : "reports";
    }
}

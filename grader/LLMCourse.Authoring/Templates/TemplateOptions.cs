using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Authoring.Templates;

/// <summary>What goes into a student's repository.</summary>
public sealed partial record TemplateOptions
{
    /// <summary>Gets the full names of the modules, in order; at least one.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Gets where the workflow gets the grader's package from unless a variable of the repository or the organisation says
    /// otherwise: the address of a NuGet feed, <c>OWNER/REPOSITORY@TAG</c> for a release, or a folder; empty for nowhere.</summary>
    public string GraderSource { get; init; } = "";

    /// <summary>Gets the version of the grader's package. The default is this grader's.</summary>
    public string GraderVersion { get; init; } = GradingPipeline.Version;

    /// <summary>Checks the texts that are written into the workflow.</summary>
    /// <exception cref="CourseException">One of them is not what it should be; the message says what it has to look like.</exception>
    public void Validate()
    {
        if (Modules.Count == 0) throw new CourseException("The course has no module to put into the template.");
        if (GraderSource.Length > 0 && !Source().IsMatch(GraderSource))
            throw new CourseException(
                $"'{GraderSource}' is not where a package comes from. Give a feed's address (https://…/index.json), a release (OWNER/REPOSITORY@TAG), or an absolute folder.");
        if (!PackageVersion().IsMatch(GraderVersion))
            throw new CourseException($"'{GraderVersion}' is not one version of a package, such as 0.1.0.");
    }

    // No quotation mark, white space, $ or brace: the text becomes part of an expression of the workflow.
    [GeneratedRegex(@"\A(https://[A-Za-z0-9._~:/?#@!&()*+,;=%-]+|[A-Za-z0-9-]+/[A-Za-z0-9._-]+@[A-Za-z0-9._/+-]+|/[A-Za-z0-9._/+-]*)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Source();

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+){1,3}(-[A-Za-z0-9.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PackageVersion();
}

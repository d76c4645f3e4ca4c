using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Checks the names of modules wherever a person writes one: a mistyped one would be a module that nobody handed in.</summary>
internal static partial class ModuleIds
{
    /// <summary>Returns the id, as <c>M02</c>, of a module that is named by it or as <c>M02.Attention</c>; of an item that peers judge,
    /// <c>M02.P</c>, the same.</summary>
    /// <param name="text">What was written; case does not matter.</param>
    /// <param name="known">The ids that there are; empty when they are not known, and the form alone is checked.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    /// <returns>Null when there is no such module.</returns>
    public static string? Resolve(string text, IReadOnlyCollection<string> known, out string? problem)
    {
        problem = null;
        string id = Short(text).ToUpperInvariant();
        string module = PeerReviewItem.ModuleOf(id) ?? id;
        if (known.Count > 0 ? known.Contains(id) || known.Contains(module) : Form().IsMatch(module)) return id;
        problem = known.Count == 0
            ? $"'{text}' is no module; modules are called M01, M02 and so on."
            : $"there is no module '{text}'.{(NearestName.Among(id, known) is { } near ? $" Did you mean {near}?" : "")} There are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
        return null;
    }

    /// <summary>Returns the part of a module's name that a gradebook has: <c>M02</c> of
    /// <c>M02.Attention</c>, all of <c>M02.P</c>.</summary>
    public static string Short(string text) => PeerReviewItem.ModuleOf(text) is null ? text.Split('.')[0] : text;

    /// <summary>Returns the ids of the course's modules, with those that a gradebook has.</summary>
    /// <param name="gradebook">The gradebook; null for the course alone.</param>
    public static IReadOnlyCollection<string> Known(Gradebook? gradebook)
    {
        IEnumerable<string> course;
        try
        {
            course = CourseLayout.Find(null).Modules.Select(m => m[..3]);
        }
        catch (CourseException)
        {
            // Outside of a course a gradebook can be looked at all the same.
            course = [];
        }

        IEnumerable<string> graded = gradebook is null
            ? []
            : gradebook.Attempts().Select(a => a.Attempt.Module).Concat(gradebook.UngradedHandIns().Select(u => u.Module))
            .Concat(gradebook.Overrides().Select(o => o.Module).Where(m => PeerReviewItem.ModuleOf(m) is not null));
        return [.. course.Concat(graded).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"\AM[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

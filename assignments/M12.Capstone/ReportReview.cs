
namespace LLMCourse.M12;

/// <summary>Finds what a report claims and nothing has measured.</summary>
/// <remarks>The handout says what counts as a section, a bullet and a typed number.</remarks>
public static class ReportReview
{
    /// <summary>Reviews a template.</summary>
    /// <param name="template">The template of <see cref="ReportRenderer.Render"/>.</param>
    /// <param name="data">What was measured.</param>
    /// <returns>The problems by line; those of a line in the order in which <see cref="ReportProblem"/> has the codes, and then as
    /// sections stand in <see cref="ReportSections.Required"/>, figures in ordinal order of their names, and all else as it stands in the line.
    /// A template that cannot be rendered has that one problem.</returns>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static IReadOnlyList<ReportProblem> Problems(string template, ReportData data)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(data);
        // TODO M12.E8: render; find the sections; look into Results and Limitations, at the figures, and at every word that begins with a digit.
        throw new NotImplementedException("M12.E8: render; find the sections; look into Results and Limitations, at the figures, and at every word that begins with a digit.");
    }
}

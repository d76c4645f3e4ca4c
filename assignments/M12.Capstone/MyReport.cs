namespace LLMCourse.M12;

/// <summary>Your own report.</summary>
public static class MyReport
{
    /// <summary>Gets the template of your report on the sample project, with at most 3,900 characters.</summary>
    /// <remarks>It is rendered with the metrics, figures and items that <see cref="SampleProject.Data"/> names, and may have no
    /// problem; neither may it with other values of the same metrics. At least two limitations, the baseline's and the model's accuracy, and both ends of the gain's interval.</remarks>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static string Template
    {
        get
        {
            // TODO M12.E8: write the report, every number as a placeholder.
            throw new NotImplementedException("M12.E8: write the report, every number as a placeholder.");
        }
    }
}

using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>The metrics that your report is written from.</summary>
public static class MyMetrics
{
    /// <summary>Gets the metrics of <see cref="MyProject.Steps"/> with <see cref="MyProject.Seed"/>, as <see cref="MetricsJson.Write"/> writes them.</summary>
    /// <remarks>A public test prints what your project gives now.</remarks>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static string Committed
    {
        get
        {
            // TODO M12.E7: the metrics of your project, as a raw string.
            throw new NotImplementedException("M12.E7: the metrics of your project, as a raw string.");
        }
    }

    /// <summary>Gets how far metrics may be from the committed ones: none where your project is the same on every processor; else at most 0.01, absolute and relative, for each key that needs it.</summary>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static IReadOnlyList<MetricBand> Bands
    {
        get
        {
            // TODO M12.E7: the bands, or none.
            throw new NotImplementedException("M12.E7: the bands, or none.");
        }
    }
}

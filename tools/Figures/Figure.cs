namespace LLMCourse.Tools.Figures;

/// <summary>A figure of a handout.</summary>
/// <param name="Module">The module's folder.</param>
/// <param name="File">The file's name there.</param>
/// <param name="Draw">Makes the SVG document.</param>
/// <param name="Slow">Why it is not made again by every test: what it takes, or what another
/// machine would change; null where it is.</param>
internal sealed record Figure(string Module, string File, Func<string> Draw, string? Slow = null)
{
    /// <summary>Gets all figures, one a module.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("M01.Foundations", "merges.svg", MergesFigure.Draw),
        new("M02.Attention", "masks.svg", MasksFigure.Draw),
        new("M03.Embeddings", "positions.svg", PositionsFigure.Draw),
        new("M04.Training", "warm-up.svg", WarmUpFigure.Draw,
            "trains two models, and sums are rounded in another order on another processor"),
        new("M05.Decoding", "cuts.svg", CutsFigure.Draw),
        new("M06.Prompting", "steps.svg", StepsFigure.Draw, "asks the course's model some hundred questions"),
        new("M07.Safety", "calibration.svg", CalibrationFigure.Draw),
        new("M08.Evaluation", "coverage.svg", CoverageFigure.Draw),
        new("M09.Adaptation", "recall.svg", RecallFigure.Draw),
        new("M10.Serving", "batching.svg", BatchingFigure.Draw),
        new("M11.CaseStudies", "drift.svg", DriftFigure.Draw),
        new("M12.Capstone", "scaling.svg", ScalingFigure.Draw),
    ];
}

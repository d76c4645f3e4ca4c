using System.Globalization;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>The points by which a grade differs from those that the checks gave: lateness, or a person's decision.</summary>
/// <param name="Points">The difference, below 0 when points are lost; added to the score it gives the grade exactly.</param>
/// <param name="Percent">The grade.</param>
/// <param name="Says">Why, for the student, a sentence. Names nobody and gives no reason that only instructors should read.</param>
internal sealed record PolicyAdjustment(decimal Points, decimal Percent, string Says)
{
    /// <summary>What it is called in the formats.</summary>
    public const string Title = "Course policy";

    /// <summary>Compares a grade with the result that it rests on.</summary>
    /// <param name="entry">The grade.</param>
    /// <param name="result">The result.</param>
    /// <returns>The difference; null when the grade is the score.</returns>
    public static PolicyAdjustment? Of(ModuleEntry entry, GradeResult result)
    {
        decimal percent = entry.Grade.Percent, score = result.Score.Maximum == 0
            ? 0
            : Math.Round(100 * result.Score.Earned / result.Score.Maximum, 2, MidpointRounding.AwayFromZero);
        if (percent == score) return null;
        string says = entry.State == GradeState.Override
            ? string.Create(CultureInfo.InvariantCulture, $"The grade was set to {percent:0.00} %.")
            : string.Create(CultureInfo.InvariantCulture, $"Handed in late: {score:0.00} % became {percent:0.00} %.");
        return new PolicyAdjustment((percent * result.Score.Maximum / 100) - result.Score.Earned, percent, says);
    }

    /// <summary>Makes a result without checks, for a grade that rests on no submission: 0 of 100 points.</summary>
    public static GradeResult Nothing(string student, string module) => new()
    {
        GraderVersion = "",
        Module = new ModuleSummary(module, module, module, ""),
        Submission = new SubmissionSummary(student, "", [], []),
        Isolation = new IsolationSummary("none", [], []),
        Score = new ScoreSummary(0, 100, 0),
        Exercises = [],
    };
}

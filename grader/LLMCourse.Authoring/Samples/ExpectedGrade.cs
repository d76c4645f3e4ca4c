namespace LLMCourse.Authoring.Samples;

/// <summary>The grade that a golden submission must get.</summary>
public sealed class ExpectedGrade
{
    /// <summary>Gets or sets the score in percent, exact.</summary>
    public decimal Percent { get; set; }

    /// <summary>Gets or sets the outcome of each exercise by its id, as written in result.json; exercises
    /// that are not named must have passed.</summary>
    public Dictionary<string, string> Outcomes { get; set; } = [];

    /// <summary>Gets or sets the mistakes that must be recognised, and no others.</summary>
    public List<string> Mistakes { get; set; } = [];

    /// <summary>Gets or sets the member that must be named as the most suspect, by the exercise's id, and no others.</summary>
    public Dictionary<string, string> Suspects { get; set; } = [];
}

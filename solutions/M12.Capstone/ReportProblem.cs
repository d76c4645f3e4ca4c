namespace LLMCourse.M12;

/// <summary>Something that is wrong with a report.</summary>
/// <param name="Code">One of the constants of this type.</param>
/// <param name="Line">The template's line, from 1; 0 where something is not there at all.</param>
/// <param name="What">What it is about; each code says what stands here.</param>
public sealed record ReportProblem(string Code, int Line, string What)
{
    /// <summary>The template cannot be rendered; the column.</summary>
    public const string Template = "template";

    /// <summary>A required section is not there; its title. Line 0.</summary>
    public const string SectionMissing = "section-missing";

    /// <summary>A required section is there again; its title, for each further time.</summary>
    public const string SectionRepeated = "section-repeated";

    /// <summary>A required section has no text; its title.</summary>
    public const string SectionEmpty = "section-empty";

    /// <summary>The section Results has no metric; its title.</summary>
    public const string NoMetric = "no-metric";

    /// <summary>The section Limitations has text and no bullet; its title.</summary>
    public const string NoLimitation = "no-limitation";

    /// <summary>A limitation names no item; the bullet's line as it stands.</summary>
    public const string NoItem = "no-item";

    /// <summary>A limitation names items, and the model got all of them right; the first one's id.</summary>
    public const string NotFailed = "not-failed";

    /// <summary>A figure is not used; its name. Line 0.</summary>
    public const string FigureUnused = "figure-unused";

    /// <summary>A figure that is used was not drawn from today's metrics; its name, at its first use.</summary>
    public const string FigureStale = "figure-stale";

    /// <summary>A number was typed by hand; the number.</summary>
    public const string TypedNumber = "typed-number";

    /// <summary>Gets the problem as a sentence.</summary>
    public override string ToString() => $"line {Line}: " + Code switch
    {
        Template => $"the placeholder in column {What} cannot be filled in; Render says why",
        SectionMissing => $"the report has no section '## {What}'",
        SectionRepeated => $"the section '## {What}' was there before",
        SectionEmpty => $"the section '## {What}' says nothing",
        NoMetric => $"the section '## {What}' has no {{{{metric:…}}}}",
        NoLimitation => $"the section '## {What}' has no bullet",
        NoItem => $"this limitation names no {{{{item:…}}}} that shows it: {What}",
        NotFailed => $"the item '{What}' does not show a limitation, for the model got it right",
        FigureUnused => $"the figure '{What}' is not in the report",
        FigureStale => $"the figure '{What}' was drawn from other numbers: draw it again",
        TypedNumber => $"'{What}' was typed by hand: use {{{{metric:…}}}}",
        _ => $"{Code}: {What}",
    };
}

using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E8")]
public sealed class ReportRendererTests
{
    private static readonly ReportData Data = new(
        new Dictionary<string, decimal> { ["accuracy"] = 0.8765m, ["gain"] = -0.0345m, ["rows"] = 12345m },
        new Dictionary<string, ReportFigure> { ["loss"] = SampleProject.Data.Figures["learning"] with { Alt = "loss [nats]" } },
        [new("t-1", "yes", "no"), new("t-2", "yes", "yes")]);

    [Fact(DisplayName = "M12.E8 Worked by hand: 0.8765 is 87.6%, and 0.0345 less is -3.4 points")]
    public void Write_Formats_RoundHalfToEven()
    {
        // 87.65 lies between 87.6 and 87.7, equally far from both: the even digit wins. So it does of 3.45 and of 3.65.
        Assert.Equal("87.6%", MetricFormat.Write(0.8765m, "percent1"));
        Assert.Equal("-3.4", MetricFormat.Write(-0.0345m, "points1"));
        Assert.Equal("+3.6", MetricFormat.Write(0.0365m, "points1"));
        Assert.Equal("0.88", MetricFormat.Write(0.8765m, "fixed2"));
        Assert.Equal("12,345", MetricFormat.Write(12345m, "count"));
        Assert.Equal("0.5", MetricFormat.Write(0.500m));
    }

    [Fact(DisplayName = "M12.E8 Metrics, figures and items are filled in, and braces can be written")]
    public void Render_EachKind_IsFilledIn()
    {
        Assert.Equal("accuracy 0.8765, in points 87.6%", ReportRenderer.Render("accuracy {{metric:accuracy}}, in points {{metric:accuracy|percent1}}", Data));
        Assert.Equal(@"see ![loss \[nats\]](figures/learning.svg) and [t-1](items.md#t-1)", ReportRenderer.Render("see {{figure:loss}} and {{item:t-1}}", Data));
        Assert.Equal("write {{metric:key}} for 12345", ReportRenderer.Render(@"write \{{metric:key}} for {{metric:rows}}", Data));
    }

    [Fact(DisplayName = "M12.E8 A misspelt key is told with its place and what may have been meant")]
    public void Render_UnknownKey_SaysWhereAndWhatElse()
    {
        TemplateException e = Assert.Throws<TemplateException>(() => ReportRenderer.Render("# Report\n\nWe got {{metric:acuracy}}.", Data));
        Assert.Equal((3, 8), (e.Line, e.Column));
        Assert.Equal("accuracy", e.Suggestions[0]);
    }

    [Fact(DisplayName = "M12.E8 Numbers that nobody measured are found, names with digits are not")]
    public void Problems_TypedNumbers_AreFound()
    {
        string report = Report("We got 93.1 % and an F1 of .88 on CC-BY-4.0 data, twice.\nSee `seed 7`, [the 2nd run](runs/2.md), 2026-11-28, Mitchell et al. (2019). {{metric:accuracy}}");
        Assert.Equal(["93.1", "88", "2nd"], ReportReview.Problems(report, Data).Select(problem => problem.What));
        Assert.All(ReportReview.Problems(report, Data), problem => Assert.Equal(ReportProblem.TypedNumber, problem.Code));
    }

    [Fact(DisplayName = "M12.E8 A limitation needs an item that failed")]
    public void Problems_Limitations_NeedFailedItems()
    {
        string report = Report("{{metric:accuracy}}").Replace("fails {{item:t-1}}", "fails {{item:t-2}}", StringComparison.Ordinal) + "\n";
        ReportProblem problem = Assert.Single(ReportReview.Problems(report, Data));
        Assert.Equal((ReportProblem.NotFailed, "t-2"), (problem.Code, problem.What));
    }

    [Fact(DisplayName = "M12.E8 Your own report has no problem")]
    public void Problems_YourReport_HasNone() => Assert.Empty(ReportReview.Problems(MyReport.Template, SampleProject.Data));

    [Fact(DisplayName = "M12.E8 A bad report, as it is read and as it is reviewed")]
    public Task Problems_BadReport_AreTold() => Verifier.Verify(string.Join('\n', ReportReview.Problems("""
        # Report of 2026

        ## Task

        Sort notices into five topics.

        ## Results

        The model is right 9 times out of 10.

        ## 3. Limitations

        It is not perfect.

        ## Intended use

        - {{item:t-1}}

        ## Results
        """, Data)));

    private static string Report(string results) =>
        $$$"""
        ## Task

        Topics.

        ## Data

        Notices.

        ## Method

        {{figure:loss}}

        ## Results

        {{{results}}}

        ## Limitations

        - It fails {{item:t-1}}.

        ## Intended use

        None.
        """;
}

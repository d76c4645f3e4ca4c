using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>The list of the class, for those who teach.</summary>
internal static class StudentsPage
{
    /// <summary>Writes the page.</summary>
    public static PageWriter Write(ClassView view)
    {
        bool sections = view.Grades.Any(g => g.Student.Section.Length > 0);
        SiteColumn[] columns = ["student", SiteColumn.Number("final"), .. sections ? (SiteColumn[])["section"] : [],
            .. view.Modules.Select(m => new SiteColumn(view.Flags(m) ? $"{m}, not released" : m, IsNumber: true) { Group = m }),
            SiteColumn.Number("attempts")];
        var table = new SiteTable("Students", columns) { Use = TableUse.Filter };
        foreach (FinalGrade grade in view.Grades)
        {
            Student student = grade.Student;
            table.Add(
            [
                new SiteCell(ClassView.NameOf(student)) { Page = $"{Slug.Of(student.Key)}/index", Note = student.Name.Length > 0
                    ? student.Key
                    : null },
                new SiteCell(ClassView.Percent(grade.Percent)) { Share = (double)grade.Percent / 100, Sort = grade.Percent },
                .. sections ? (SiteCell[])[student.Section] : [],
                .. grade.Modules.Select(m => new SiteCell(!m.HasNumber ? ClassView.Number(m) : m.Counts
                    ? SvgText.Line($"{m.Percent:0.00}")
                    : SvgText.Line($"({m.Percent:0.00})"))
                {
                    Sort = m.HasNumber ? m.Percent : null,
                    Flags = ClassView.FlagsOf(m),
                }),
                view.AttemptsOf(student.Key).Count(),
            ]);
        }

        var page = new PageWriter();
        page.Title("Students").Open("list", "Everybody").Table(table);
        if (view.Grades.Any(g => g.Modules.Any(m => m.HasNumber && !m.Counts)))
            page.Note("A number in parentheses does not count: it is among the lowest that are dropped.");
        if (view.Grades.Any(g => g.Modules.Any(m => ClassView.FlagsOf(m).Count > 0)))
            page.Note("late: handed in after the deadline and its grace; overridden: a person set the grade; extended: the student has a deadline of their own; missing: nothing was handed in, which is a 0.");
        return page.Close();
    }
}

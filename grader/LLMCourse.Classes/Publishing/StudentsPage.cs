using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>The list of the class, for those who teach.</summary>
internal static class StudentsPage
{
    /// <summary>Writes the page.</summary>
    public static PageWriter Write(ClassView view)
    {
        bool sections = view.Grades.Any(g => g.Student.Section.Length > 0);
        SiteColumn[] columns = ["student", SiteColumn.Number("final"), .. sections ? (SiteColumn[])["section"] : [], .. view.Modules.Select(m => SiteColumn.Number(view.Flags(m) ? $"{m}, not released" : m)), SiteColumn.Number("attempts")];
        var table = new SiteTable("Students", columns);
        foreach (FinalGrade grade in view.Grades)
        {
            Student student = grade.Student;
            table.Add(
            [
                new SiteCell(ClassView.NameOf(student)) { Page = $"{Slug.Of(student.Key)}/index", Note = student.Name.Length > 0 ? student.Key : null },
                new SiteCell(ClassView.Percent(grade.Percent)) { Share = (double)grade.Percent / 100 },
                .. sections ? (SiteCell[])[student.Section] : [],
                .. grade.Modules.Select(m => (SiteCell)(!m.HasNumber ? ClassView.Number(m) : m.Counts ? SvgText.Line($"{m.Percent:0.00}") : SvgText.Line($"({m.Percent:0.00})"))),
                view.AttemptsOf(student.Key).Count(),
            ]);
        }

        var page = new PageWriter();
        page.Title("Students").Open("list", "Everybody").Table(table);
        if (view.Grades.Any(g => g.Modules.Any(m => m.HasNumber && !m.Counts))) page.Note("A number in parentheses does not count: it is among the lowest that are dropped.");
        return page.Close();
    }
}

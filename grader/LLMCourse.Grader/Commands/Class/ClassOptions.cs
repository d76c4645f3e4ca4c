using System.CommandLine;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>The options of <c>grader batch</c> that say who the students are and when they handed in.</summary>
internal sealed class ClassOptions
{
    private readonly Option<string?> _roster =
        new("--roster")
        {
            Description =
            "A CSV file of students with the columns key, name, email, login, lms_id, section; submissions are matched by key, login, lms_id or email.",
            HelpName = "FILE"
        };
    private readonly Option<string?> _assignment =
        new("--assignment")
        {
            Description =
            "GitHub Classroom's name of the assignment, with which all clones' names begin; \"\" when they are the students' own. Default: found out, or asked for.",
            HelpName = "NAME"
        };
    private readonly Option<string?> _times =
        new("--times")
        {
            Description =
            "A CSV file that says when students handed in: a column key and one submitted, or what Moodle (grading worksheet), GitHub Classroom or Gradescope export.",
            HelpName = "FILE"
        };
    private readonly Option<string?> _zone =
        new("--time-zone") { Description = "The zone of times in --times that have no offset, such as Europe/Berlin.", HelpName = "ZONE" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_roster, _assignment, _times, _zone]) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_zone) is not null && result.GetValue(_times) is null)
                result.AddError("--time-zone is that of the times in --times FILE; give that too.");
        });
    }

    /// <summary>Reads what they say.</summary>
    /// <exception cref="CourseException">The roster is none.</exception>
    public ClassFolder Read(ParseResult parsed, string folder, string gradebook) => new()
    {
        Folder = folder,
        Gradebook = gradebook,
        Roster = parsed.GetValue(_roster) is { } roster ? Roster.Load(roster) : [],
        Assignment = parsed.GetValue(_assignment),
        Times = parsed.GetValue(_times),
        TimeZone = parsed.GetValue(_zone),
    };
}

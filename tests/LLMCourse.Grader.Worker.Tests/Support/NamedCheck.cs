using LLMCourse.Checks;

namespace LLMCourse.Grader.Worker.Tests.Support;

/// <summary>A check of the course as the grader asks for it: by id and time limit.</summary>
public sealed class NamedCheck : Check
{
    public NamedCheck(string id, double seconds = 20)
        : base(id, "")
    {
        TimeLimit = TimeSpan.FromSeconds(seconds);
    }

    public override void Probe(Probe probe) => throw new NotSupportedException("It runs in the worker.");
}

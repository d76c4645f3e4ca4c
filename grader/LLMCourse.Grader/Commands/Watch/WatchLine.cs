using Spectre.Console;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>A line of what a watch tells; it is wrapped where it is shown.</summary>
/// <param name="Text">The text, without characters that a terminal would take for commands.</param>
/// <param name="Style">How it looks where there are colours; null for as all else.</param>
/// <param name="Indent">How far it stands to the right.</param>
internal sealed record WatchLine(string Text, Style? Style = null, int Indent = 0)
{
    /// <summary>Gets an empty line.</summary>
    public static WatchLine Empty { get; } = new("");
}

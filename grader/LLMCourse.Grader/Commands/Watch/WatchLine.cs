using Spectre.Console;
using Spectre.Console.Rendering;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>A line of what a watch tells; it is wrapped where it is shown.</summary>
/// <param name="Text">The text, without characters that a terminal would take for commands.</param>
/// <param name="Style">How it looks where there are colours; null for as all else.</param>
/// <param name="Indent">How far it stands to the right.</param>
/// <param name="Mark">One character before it, which wrapped text leaves alone; null for none.</param>
internal sealed record WatchLine(string Text, Style? Style = null, int Indent = 0, string? Mark = null)
{
    /// <summary>Gets an empty line.</summary>
    public static WatchLine Empty { get; } = new("");

    /// <summary>Lays the line out.</summary>
    public IRenderable Layout()
    {
        Text text = new(Text, Style);
        return Mark is null
            ? new Padder(text, new Padding(Indent, 0, 0, 0))
            : new Grid().AddColumn(new GridColumn().NoWrap().Padding(Indent, 0, 1, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0))
                .AddRow(new Text(Mark, Style), text);
    }
}

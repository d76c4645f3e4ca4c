using System.Globalization;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>Shows a player at work: a curve that grows on a terminal, and a line now and then where output is none.</summary>
internal sealed class PlayView
{
    private const int Height = 10, MostWidth = 80;
    private const double BetweenLines = 10;

    private readonly TextWriter _writer;
    private readonly IAnsiConsole? _terminal;
    private int _drawn;
    private double _nextLine;

    private PlayView(TextWriter writer, IAnsiConsole? terminal) => (_writer, _terminal) = (writer, terminal);

    /// <summary>Makes the view for where output goes.</summary>
    public static PlayView On(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole console = ConsoleReport.CreateConsole(writer, isRedirected);
        return new PlayView(writer, !isRedirected && console.Profile.Capabilities.Ansi ? console : null);
    }

    /// <summary>Writes a line.</summary>
    public void Line(string text = "")
    {
        _drawn = 0;
        _writer.WriteLine(StudentText.Visible(text));
    }

    /// <summary>Writes whose each part is.</summary>
    public void Parts(IReadOnlyList<PlayPart> parts)
    {
        int width = parts.Max(part => part.Title.Length);
        foreach (PlayPart part in parts)
            Line($"  {part.Id} {part.Title.PadRight(width)}  {(part.WhyReference is { } why ? $"{part.Instead}: {why}" : "yours")}");
    }

    /// <summary>Writes what the model has written.</summary>
    public void Sample(string title, string prompt, string text)
    {
        Line();
        Line(title);
        foreach (string line in StudentText.Visible(prompt + text).Split('\n')) Line($"  {line}".TrimEnd());
        Line();
    }

    /// <summary>Begins a curve.</summary>
    public void Begin() => (_drawn, _nextLine) = (0, 0);

    /// <summary>Shows how far the training is.</summary>
    /// <param name="losses">The loss of each step.</param>
    /// <param name="seconds">How long it has taken.</param>
    /// <param name="total">How long it will take, for people.</param>
    /// <param name="isLast">Whether it is over.</param>
    public void Progress(IReadOnlyList<double> losses, double seconds, string total, bool isLast)
    {
        if (losses.Count == 0) return;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"step {losses.Count,5}  {seconds,5:0} s of {total}  loss {losses.Skip(losses.Count - Math.Min(losses.Count, 20)).Average():0.000}");
        if (_terminal is null)
        {
            if (seconds < _nextLine && !isLast) return;
            _nextLine = seconds + BetweenLines;
            _writer.WriteLine(line);
            return;
        }

        // Over the picture before: up to its first line, then each line anew.
        if (_drawn > 0) _writer.Write(string.Create(CultureInfo.InvariantCulture, $"\e[{_drawn}A"));
        string[] picture = [.. LossCurve.Lines(losses, Math.Min(MostWidth, _terminal.Profile.Width - 1), Height), line];
        foreach (string row in picture) _writer.Write($"{row}\e[K\n");
        _writer.Flush();
        _drawn = picture.Length;
    }
}

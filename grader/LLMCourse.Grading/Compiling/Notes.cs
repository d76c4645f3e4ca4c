using System.Globalization;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Grading.Compiling;

/// <summary>Turns the compiler's locations and diagnostics into the result's.</summary>
internal static class Notes
{
    private const int MessageLength = 500;
    private const int LineLength = 300;

    /// <summary>Returns the true place, whatever <c>#line</c> says.</summary>
    internal static SourcePlace PlaceOf(Location location)
    {
        FileLinePositionSpan span = location.GetLineSpan();
        return new SourcePlace(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
    }

    /// <summary>Returns the line of source that a location starts in.</summary>
    internal static string? LineOf(Location location)
    {
        if (location.SourceTree is not { } tree) return null;
        return LineOf(tree.GetText().Lines.GetLineFromPosition(location.SourceSpan.Start));
    }

    /// <summary>Returns a line of source as it is shown: without what trails, and not longer than fits.</summary>
    internal static string LineOf(TextLine line)
    {
        // Of a line of a megabyte only the beginning is copied.
        string text = line.Text!.ToString(TextSpan.FromBounds(line.Start, Math.Min(line.End, line.Start + LineLength + 1))).TrimEnd();
        return text.Length > LineLength ? text[..LineLength] + "…" : text;
    }

    /// <summary>Returns a note at a location.</summary>
    internal static SourceNote At(Location location, string code, bool isError, string message) =>
        new(code, isError, message, location.IsInSource ? PlaceOf(location) : null, LineOf(location));

    /// <summary>Returns the note of a compiler diagnostic.</summary>
    internal static SourceNote Of(Diagnostic diagnostic)
    {
        string message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        return At(
            diagnostic.Location,
            diagnostic.Id,
            diagnostic.Severity == DiagnosticSeverity.Error,
            message.Length > MessageLength ? message[..MessageLength] + "…" : message);
    }
}

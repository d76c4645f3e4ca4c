using System.Globalization;

namespace LLMCourse.M01;

/// <summary>Writes the losses of a training run as CSV, a line each.</summary>
/// <remarks>
/// Numbers are written as every program reads them, whatever the language of the machine: <c>1.5</c>, <c>NaN</c>, <c>Infinity</c>. Lines end in
/// one line feed. RFC 4180 (<see href="https://www.rfc-editor.org/rfc/rfc4180"/>); differs: line feeds, and no field needs quotes.
/// </remarks>
public sealed class RunLog
{
    /// <summary>Begins a log: writes the header <c>step,split,loss</c>, with its line feed, in one call like every line.</summary>
    /// <param name="writer">Where to write; it stays the caller's, who disposes of it.</param>
    /// <exception cref="ArgumentException"><paramref name="writer"/> is null.</exception>
    [Exercise("M01.E8", Title = "Learning curves", Weight = 1)]
    public RunLog(TextWriter writer)
    {
        // TODO M01.E8: keep the writer and write the header.
        throw new NotImplementedException("M01.E8: keep the writer and write the header.");
    }

    /// <summary>Appends a line and flushes it, so that a run which dies has its curve until then.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="split">What was measured, such as <c>train</c>: at least one character, no comma, no double quote, no carriage return or line feed.</param>
    /// <param name="loss">The loss in nats. A run that has diverged is recorded too, as <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="step"/> is negative, or <paramref name="split"/> cannot be written; nothing is written then.</exception>
    /// <remarks>
    /// The line is one call of <see cref="TextWriter.Write(string?)"/>, and calls from several threads take turns: no reader sees half a
    /// line, or two lines in one another. The loss has the digits that it takes to read the same number back.
    /// </remarks>
    [Exercise("M01.E8")]
    public void Append(long step, string split, double loss)
    {
        // TODO M01.E8: check the arguments, then write the whole line at once, invariantly, and flush.
        throw new NotImplementedException("M01.E8: check the arguments, then write the whole line at once, invariantly, and flush.");
    }
}

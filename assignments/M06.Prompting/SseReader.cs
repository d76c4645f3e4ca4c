using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.Reference;

namespace LLMCourse.M06;

/// <summary>Reads server-sent events.</summary>
public static class SseReader
{
    /// <summary>Reads the events of a stream, each as soon as its blank line is there.</summary>
    /// <remarks>
    /// The format is that of the HTML standard (<see href="https://html.spec.whatwg.org/multipage/server-sent-events.html"/>, section 9.2.6):
    /// UTF-8 with or without a byte order mark; lines end in <c>\n</c>, <c>\r\n</c> or <c>\r</c>; a line is a field, its value behind the first
    /// colon, without one space after that; <c>data</c> and <c>event</c> count, other fields do not; a line that begins with a colon is a comment. A blank line ends an
    /// event. One without <c>data</c> is none, and so is what has no blank line at the end of the stream.
    /// </remarks>
    /// <param name="stream">The bytes, in pieces of whatever sizes; it stays the caller's.</param>
    /// <param name="cancellationToken">Ends the waiting for bytes.</param>
    /// <returns>The events in their order.</returns>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M06.E4", Title = "A client of an OpenAI-compatible server", Weight = 2)]
    public static IAsyncEnumerable<SseEvent> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // TODO M06.E4: collect characters into lines and lines into events; give an event away at its blank line.
        throw new NotImplementedException("M06.E4: collect characters into lines and lines into events; give an event away at its blank line.");
    }
}

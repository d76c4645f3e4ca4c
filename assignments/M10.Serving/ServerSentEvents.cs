using System.Text;

namespace LLMCourse.M10;

/// <summary>Server-sent events as OpenAI's clients read them (HTML standard, section 9.2.6 "Interpreting an event stream").</summary>
public static class ServerSentEvents
{
    /// <summary>Writes events, each as soon as it is there, and then <c>[DONE]</c>.</summary>
    /// <remarks>An event is <c>data: </c>, the text, and two line feeds, in UTF-8 without a byte order mark. A text of several lines (line feed, carriage return, or both together)
    /// is one event with a <c>data: </c> for each line; only line feeds are written. After each event the stream is flushed: what is not flushed is not there for the client.</remarks>
    /// <param name="output">Where to; stays open. Written to and flushed asynchronously alone, as servers want it.</param>
    /// <param name="events">The texts.</param>
    /// <param name="cancellationToken">Handed to the events, the writing and the flushing.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static async Task WriteAsync(Stream output, IAsyncEnumerable<string> events, CancellationToken cancellationToken = default)
    {
        // TODO M10.E1: write and flush event by event; [DONE] is an event too, and comes only when all the others came.
        throw new NotImplementedException("M10.E1: write and flush event by event; [DONE] is an event too, and comes only when all the others came.");
    }
}

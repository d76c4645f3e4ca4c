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
        #region Solution
        return EventsAsync(stream, cancellationToken);
        #endregion
    }

    #region Solution
    private static async IAsyncEnumerable<SseEvent> EventsAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder(); // keeps the bytes of a character that a piece has not all of
        byte[] bytes = new byte[4096];
        char[] chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        Pending pending = new();
        bool isFirst = true;
        while (true)
        {
            int read = await stream.ReadAsync(bytes, cancellationToken);
            if (read == 0) yield break; // what has no blank line yet is no event
            int count = decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false), at = 0;
            if (isFirst && count > 0)
            {
                isFirst = false;
                if (chars[0] == '\uFEFF') at = 1;
            }

            for (; at < count; at++)
            {
                if (pending.Take(chars[at]) is { } next) yield return next;
            }
        }
    }

    /// <summary>The line and the event that are not complete yet.</summary>
    private sealed class Pending
    {
        private readonly StringBuilder _line = new();
        private readonly List<string> _data = [];
        private string _name = "";
        private bool _afterReturn;

        /// <summary>Takes a character; gives the event that it completes.</summary>
        public SseEvent? Take(char character)
        {
            bool isSecondOfTwo = character == '\n' && _afterReturn;
            _afterReturn = character == '\r';
            if (isSecondOfTwo) return null;
            if (character is not ('\n' or '\r'))
            {
                _ = _line.Append(character);
                return null;
            }

            string line = _line.ToString();
            _ = _line.Clear();
            if (line.Length > 0)
            {
                Field(line);
                return null;
            }

            SseEvent? whole = _data.Count > 0 ? new SseEvent(_name.Length > 0 ? _name : "message", string.Join('\n', _data)) : null;
            _data.Clear();
            _name = "";
            return whole;
        }

        private void Field(string line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? line : line[..colon], value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' ')) value = value[1..];
            if (name == "data") _data.Add(value);
            else if (name == "event") _name = value;
        }
    }
    #endregion
}

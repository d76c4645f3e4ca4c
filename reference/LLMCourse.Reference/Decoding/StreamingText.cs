using System.Text;

namespace LLMCourse.Reference.Decoding;

/// <summary>Joins the bytes of tokens to text, and looks for stop strings across their joins.</summary>
/// <param name="stops">The stop strings, none of them empty.</param>
public sealed class StreamingText(IEnumerable<string> stops)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly string[] _stops = [.. stops];
    private readonly StringBuilder _text = new();
    private int _given;

    /// <summary>Gets a value indicating whether a stop string was found; the text ends before it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Gets the whole text.</summary>
    public string Text => _text.ToString();

    /// <summary>Adds a token's bytes.</summary>
    /// <param name="bytes">UTF-8, which may end inside a character.</param>
    /// <returns>The text that is certain now and was not before.</returns>
    public string Append(ReadOnlySpan<byte> bytes) => Take(bytes, flush: false);

    /// <summary>Ends the text: what was held back is given, an unfinished character as U+FFFD.</summary>
    /// <returns>The rest of the text.</returns>
    public string End() => IsStopped ? "" : Take([], flush: true);

    private string Take(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[_decoder.GetCharCount(bytes, flush)];
        _ = _decoder.GetChars(bytes, characters, flush);
        _ = _text.Append(characters);

        // Before what was given no stop string can begin: a beginning of one would have been held back.
        string tail = _text.ToString(_given, _text.Length - _given);
        int stop = _stops.Select(text => tail.IndexOf(text, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        int certain = stop >= 0 ? stop : flush
            ? tail.Length
            : tail.Length - _stops.Select(text => Overlap(tail, text)).DefaultIfEmpty(0).Max();
        if (stop >= 0)
        {
            IsStopped = true;
            _text.Length = _given + stop;
        }

        _given += certain;
        return tail[..certain];
    }

    /// <summary>How many of the last characters are the beginning of a stop string.</summary>
    private static int Overlap(string tail, string stop)
    {
        for (int length = Math.Min(tail.Length, stop.Length - 1); length > 0; length--)
        {
            if (tail.AsSpan(tail.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                return length;
        }

        return 0;
    }
}

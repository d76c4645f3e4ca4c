using System.Text;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Worker;

/// <summary>Keeps the beginning of what a submission prints and drops the rest.</summary>
internal sealed class CapturedOutput : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly Lock _writing = new();

    /// <summary>Gets what was printed, up to <see cref="ProtocolLimits.OutputLength"/> characters; null when nothing was.</summary>
    public string? Text
    {
        get { lock (_writing) return _text.Length == 0 ? null : _text.ToString(); }
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_writing)
        {
            int room = ProtocolLimits.OutputLength - _text.Length;
            if (room > 0) _text.Append(buffer[..Math.Min(room, buffer.Length)]);
        }
    }
}

namespace LLMCourse.Checks.M09;

/// <summary>A stream to read from that gives a few bytes at a time, as a connection does, and knows its length only where it can seek.</summary>
internal sealed class TrickleStream(byte[] bytes, bool seeks) : Stream
{
    private const int Most = 7;

    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => seeks;

    public override bool CanWrite => false;

    public override long Length => seeks ? bytes.Length : throw new NotSupportedException("The stream cannot seek.");

    public override long Position
    {
        get => seeks ? _position : throw new NotSupportedException("The stream cannot seek.");
        set => Seek(value, SeekOrigin.Begin);
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(Math.Min(buffer.Length, Most), bytes.Length - _position);
        bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (!seeks) throw new NotSupportedException("The stream cannot seek.");
        long start = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => bytes.Length };
        return _position = (int)Math.Clamp(start + offset, 0, bytes.Length);
    }

    public override void SetLength(long value) => throw new NotSupportedException("The stream cannot be written to.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream cannot be written to.");
}

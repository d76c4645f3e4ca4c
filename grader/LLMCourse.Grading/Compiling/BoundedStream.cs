namespace LLMCourse.Grading.Compiling;

/// <summary>Memory that does not grow beyond a size, whatever is written.</summary>
internal sealed class BoundedStream(int most) : MemoryStream
{
    /// <summary>Gets whether more was to be written than there is room for.</summary>
    public bool IsFull { get; private set; }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(Position + count);
        base.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(Position + buffer.Length);
        base.Write(buffer);
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value)
    {
        Check(Position + 1);
        base.WriteByte(value);
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        Check(value);
        base.SetLength(value);
    }

    private void Check(long length)
    {
        if (length <= most) return;
        IsFull = true;
        // The compiler makes a diagnostic of it, without a place.
        throw new IOException("More was written than there is room for.");
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LLMCourse.Checks.Protocol;

/// <summary>One message on the wire: <c>u32 length | 16 bytes nonce | u32 sequence | u8 kind | body</c>, little-endian.</summary>
/// <remarks>
/// A reply carries the nonce and the sequence number of its request. The nonce is random, so that code which writes to the
/// channel without having seen the request cannot answer it.
/// </remarks>
/// <param name="Nonce">Ties a reply to its request.</param>
/// <param name="Sequence">Counts the requests to one worker, from 1.</param>
/// <param name="Kind">What the body is; see <see cref="RequestCodec"/> and <see cref="ReplyCodec"/>.</param>
/// <param name="Body">The encoded message.</param>
public readonly record struct Frame(UInt128 Nonce, uint Sequence, byte Kind, ReadOnlyMemory<byte> Body)
{
    private const int HeaderBytes = 16 + 4 + 1;

    // A frame that announces 64 MiB gets memory as its bytes arrive, not on its word.
    private const int FirstRead = 64 << 10;

    /// <summary>Draws a nonce that no other process can guess.</summary>
    public static UInt128 NewNonce()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>Writes the frame and flushes.</summary>
    /// <exception cref="ProtocolException">The body is larger than <see cref="ObservationLimits.FrameBytes"/> allows.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        int length = HeaderBytes + Body.Length;
        if (length > ObservationLimits.FrameBytes)
            throw new ProtocolException(
                $"A message of {Body.Length} bytes is too large; at most {ObservationLimits.FrameBytes - HeaderBytes} fit in a frame.");

        // One write for small frames: a reader never waits between a header and its body.
        byte[] bytes = new byte[4 + length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(4), Nonce);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Sequence);
        bytes[24] = Kind;
        Body.Span.CopyTo(bytes.AsSpan(25));
        stream.Write(bytes);
        stream.Flush();
    }

    /// <summary>Reads the next frame.</summary>
    /// <returns>The frame; null at the end of the stream.</returns>
    /// <exception cref="ProtocolException">The length is impossible, or the stream ends inside the frame.</exception>
    public static Frame? ReadFrom(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> prefix = stackalloc byte[4];
        int first = stream.ReadAtLeast(prefix, 4, throwOnEndOfStream: false);
        if (first == 0) return null;
        if (first < 4) throw new ProtocolException("The stream ends inside the length of a frame.");
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < HeaderBytes or > ObservationLimits.FrameBytes)
            throw new ProtocolException($"A frame announces {length} bytes; {HeaderBytes} to {ObservationLimits.FrameBytes} are possible.");

        byte[] bytes = new byte[Math.Min(length, FirstRead)];
        int have = 0;
        while (have < length)
        {
            if (have == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(length, bytes.Length * 4L));
            int got = stream.Read(bytes, have, bytes.Length - have);
            if (got == 0) throw new ProtocolException($"The stream ends after {have} of a frame's {length} bytes.");
            have += got;
        }

        return new Frame(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)),
            bytes[20],
            bytes.AsMemory(HeaderBytes));
    }
}

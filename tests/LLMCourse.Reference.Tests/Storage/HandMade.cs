using System.Buffers.Binary;
using System.Text;

namespace LLMCourse.Reference.Tests.Storage;

/// <summary>Builds files byte by byte, without the writer under test.</summary>
internal static class HandMade
{
    /// <summary>The header's length, the header, the data.</summary>
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, params byte[] data) => File((ulong)header.Length, header, data);

    public static byte[] File(ulong claimedLength, byte[] header, params byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, claimedLength);
        return [.. prefix, .. header, .. data];
    }
}

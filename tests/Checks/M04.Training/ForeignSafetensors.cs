using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M04;

/// <summary>Reads and writes the format without the submission's help, as another program would.</summary>
internal static class ForeignSafetensors
{
    /// <summary>Puts a file together from a header as it is and bytes as they are.</summary>
    public static byte[] File(string header, params byte[] data) => File(header, Encoding.UTF8.GetByteCount(header), data);

    /// <summary>As above, with any number as the header's length.</summary>
    public static byte[] File(string header, long length, byte[] data) =>
        [.. BitConverter.GetBytes(length), .. Encoding.UTF8.GetBytes(header), .. data];

    /// <summary>Returns the header of a file as it is, blanks at its end included, a character for each byte.</summary>
    public static string BytesOfHeader(byte[] file) => Encoding.Latin1.GetString(file, 8, (int)BitConverter.ToInt64(file));

    /// <summary>Returns the header of a file written anew as JSON, or that it is none.</summary>
    public static string HeaderOf(byte[] file)
    {
        if (file.Length < 8 || BitConverter.ToInt64(file) is var length && (length < 0 || length > file.Length - 8)) return "no header";
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)length));
            return JsonSerializer.Serialize(header.RootElement);
        }
        catch (JsonException)
        {
            return "no JSON";
        }
    }

    /// <summary>Observes what a file says of each tensor, and its bytes.</summary>
    public static void Observe(Probe probe, byte[] file)
    {
        long length = BitConverter.ToInt64(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)length));
        long filled = 0;
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__")
            .OrderBy(e => e.Value.GetProperty("data_offsets")[0].GetInt64()).ThenBy(e => e.Value.GetProperty("data_offsets")[1].GetInt64()))
        {
            (long begin, long end) =
                (entry.Value.GetProperty("data_offsets")[0].GetInt64(), entry.Value.GetProperty("data_offsets")[1].GetInt64());
            probe.Observe($"'{entry.Name}' begins where the one before ends", begin == filled);
            probe.Observe($"'{entry.Name}': dtype and shape",
                $"{entry.Value.GetProperty("dtype").GetString()} [{string.Join(", ", entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()))}]");
            probe.Observe($"'{entry.Name}': bytes", Convert.ToHexString(file.AsSpan((int)(8 + length + begin), (int)(end - begin))));
            filled = end;
        }

        probe.Observe("the tensors fill the file", 8 + length + filled == file.Length);
        probe.Observe("metadata", header.RootElement.TryGetProperty("__metadata__", out JsonElement metadata)
            ? string.Join("; ",
                metadata.EnumerateObject().OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Name} = {e.Value.GetString()}"))
            : "none");
    }
}

/// <summary>A file of a header that is a pair of braces and blanks behind them, up to the length that it
/// says, without taking the memory.</summary>
internal sealed class BlankStream(long header) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => 8 + header;

    public override long Position { get => _at; set => _at = value; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int given = (int)Math.Min(count, Length - _at);
        byte[] length = BitConverter.GetBytes(header);
        for (int i = 0; i < given; i++, _at++)
            buffer[offset + i] = _at < 8 ? length[_at] : _at == 8 ? (byte)'{' : _at == 9 ? (byte)'}' : (byte)' ';
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        _at = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _at : Length);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A stream that gives a few bytes at a time and cannot seek, as a network connection does.</summary>
internal sealed class TrickleStream(byte[] content) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int given = Math.Min(Math.Min(count, 3), content.Length - _at);
        Array.Copy(content, _at, buffer, offset, given);
        _at += given;
        return given;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>Reads and writes weights as safetensors: named tensors behind a JSON header, and nothing that could run.</summary>
/// <remarks>
/// The format: 8 bytes, the header's length as a little-endian integer; the header; the tensors' bytes without gaps
/// (<see href="https://github.com/huggingface/safetensors"/>). Types: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.
/// </remarks>
public static class Safetensors
{
    /// <summary>Headers are padded with blanks to this many bytes, so that the tensors of a mapped file are aligned.</summary>
    private const int Alignment = 8;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens a file, checks its header, and reads tensors when they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file, which the caller disposes.</returns>
    /// <exception cref="SafetensorsException">The file is cut off, damaged, or lies about its tensors.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static SafetensorsFile Open(string path) => SafetensorsFile.Open(path);

    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>New tensors on the CPU by name; the caller disposes each, or has a dispose scope around the call.</returns>
    /// <exception cref="SafetensorsException">The file is cut off, damaged, or lies about its tensors; nothing was kept.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using SafetensorsFile file = Open(path);
        using var scope = NewDisposeScope();
        var tensors = file.Entries.ToDictionary(entry => entry.Name, entry => file.Read(entry.Name), StringComparer.Ordinal);
        foreach (Tensor tensor in tensors.Values)
            _ = tensor.MoveToOuterDisposeScope();
        return tensors;
    }

    /// <summary>Copies a file's tensors into a module, all of them or none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="module">The module, changed in place; see <see cref="SafetensorsFile.LoadInto"/>.</param>
    /// <exception cref="SafetensorsException">The file is damaged or does not fit the module, which is as it was.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static void LoadInto(string path, nn.Module module)
    {
        using SafetensorsFile file = Open(path);
        file.LoadInto(module);
    }

    /// <summary>Writes tensors to a file. The same tensors give the same bytes, whatever their order.</summary>
    /// <param name="path">The file; one that exists is replaced once the new one is complete, and left alone if it never is.</param>
    /// <param name="tensors">The tensors by name, on any device, for example a module's <c>state_dict()</c>; they are not changed.</param>
    /// <param name="metadata">Texts to keep beside them, or null.</param>
    /// <exception cref="ArgumentException">A name is reserved or not Unicode, a type is not of the
    /// format, or the header would be too long.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The format is little-endian and this processor is not; use another machine.");

        // Wide elements first, as the format's own library does: then every tensor is aligned to its element.
        List<SafetensorsEntry> entries = Lay(tensors);
        byte[] header = MakeHeader(entries, metadata ?? new Dictionary<string, string>());
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(header);
                foreach (SafetensorsEntry entry in entries)
                    WriteBytes(stream, tensors[entry.Name]);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary); // gone already when all went well, and deleting nothing is no error
        }
    }

    private static List<SafetensorsEntry> Lay(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var entries = new List<SafetensorsEntry>(tensors.Count);
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors.OrderByDescending(pair => pair.Value.ElementSize)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == SafetensorsHeader.MetadataKey)
                throw new ArgumentException($"'{name}' is the format's own key; give the tensor another name.", nameof(tensors));
            CheckUnicode(name, nameof(tensors));
            if (SafetensorsTypes.NameOf(tensor.dtype) is null)
                throw new ArgumentException(
                    $"Tensor '{name}' is {tensor.dtype}, which the format does not have; convert it to one of {SafetensorsTypes.Names}.",
                    nameof(tensors));
            long length = checked(tensor.numel() * SafetensorsTypes.SizeOf(tensor.dtype));
            entries.Add(new SafetensorsEntry(name, tensor.dtype, tensor.shape, offset, length));
            offset = checked(offset + length);
        }

        return entries;
    }

    private static byte[] MakeHeader(List<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
                WriteMetadata(json, metadata);
            foreach (SafetensorsEntry entry in entries)
                WriteEntry(json, entry);
            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        long length = buffer.Length - sizeof(ulong);
        if (length > SafetensorsHeader.LongestHeader)
            throw new ArgumentException(
                $"The header would have {length} bytes, more than the {SafetensorsHeader.LongestHeader} that the format allows; write fewer tensors or less metadata.");
        byte[] header = buffer.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            CheckUnicode(key, nameof(metadata));
            CheckUnicode(value, nameof(metadata));
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", SafetensorsTypes.NameOf(entry.Type));
        json.WriteStartArray("shape");
        foreach (long dimension in entry.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBytes(FileStream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        Tensor flat = tensor.detach().cpu().contiguous().view(-1);
        for (long start = 0; start < flat.shape[0]; start += SafetensorsFile.Piece)
        {
            using Tensor piece = flat.narrow(0, start, Math.Min(SafetensorsFile.Piece, flat.shape[0] - start));
            stream.Write(piece.bytes);
        }
    }

    /// <summary>Refuses half a surrogate pair, which UTF-8 cannot hold and which would be written as another character.</summary>
    private static void CheckUnicode(string text, string parameter)
    {
        try
        {
            _ = Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{SafetensorsException.Quote(text)} has half a surrogate pair; correct the text.", parameter, e);
        }
    }
}

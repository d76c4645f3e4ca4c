using System.Text.Json;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>Parses and checks a header; nothing in it is believed before it was checked.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The key under which a file keeps what is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The longest header, in bytes, that is read: the limit of the format's own library.</summary>
    public const long LongestHeader = 100_000_000;

    /// <summary>The most dimensions of a tensor: what the tensor library's kernels can iterate over.</summary>
    private const int MostDimensions = 64;

    /// <summary>Parses the header's JSON and checks every tensor against the bytes that the file has.</summary>
    /// <param name="json">The header, UTF-8.</param>
    /// <param name="dataLength">The number of bytes after the header.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>The tensors in the order of their bytes, and the metadata.</returns>
    /// <exception cref="SafetensorsException">Something is wrong; nothing is returned.</exception>
    public static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> json,
        long dataLength, string path)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw new SafetensorsException(path, null,
                "the header does not begin with '{'. This is not a safetensors file; export the weights again.");

        // The reader throws JsonException on bad JSON and InvalidOperationException on text that is not Unicode.
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            var entries = new List<SafetensorsEntry>();
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            var names = new HashSet<string>(StringComparer.Ordinal);
            Expect(ref reader, JsonTokenType.StartObject, path, null, "the header must be an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                    throw new SafetensorsException(path, name,
                        "the header names it twice, so that it is not clear which bytes are meant; export the weights again.");
                if (name == MetadataKey)
                    ReadMetadata(ref reader, metadata, path);
                else
                    entries.Add(ReadEntry(ref reader, name, path));
            }

            // Reading on finds text after the object; the format allows blanks there, and so does JSON.
            while (reader.Read())
            {
            }

            return (CheckLayout(entries, dataLength, path), metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SafetensorsException(path, null,
                "the header is not valid JSON in UTF-8. The file is damaged; copy or download it again.", e);
        }
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string path)
    {
        // The format's own library takes a null for no metadata.
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw new SafetensorsException(path, null,
                $"{MetadataKey} must be an object of texts, but it is {reader.TokenType}; export the weights again.");
        if (reader.TokenType == JsonTokenType.Null) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, path, null,
                $"in {MetadataKey} the value of {SafetensorsException.Quote(key)} must be text");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new SafetensorsException(path, null,
                    $"{MetadataKey} names {SafetensorsException.Quote(key)} twice; export the weights again.");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name, string path)
    {
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, path, name, "its description must be an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            bool twice = field switch
            {
                "dtype" => dtype is not null,
                "shape" => shape is not null,
                "data_offsets" =>
                offsets is not null,
                _ => false
            };
            if (twice)
                throw new SafetensorsException(path, name, $"it has '{field}' twice; export the weights again.");
            switch (field)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, path, name, "'dtype' must be text");
                    dtype = reader.GetString();
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, MostDimensions, field, name, path);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, 2, field, name, path);
                    break;
                default:
                    reader.Skip(); // a field that a later version of the format may have
                    break;
            }
        }

        return Describe(name, dtype, shape, offsets, path);
    }

    private static SafetensorsEntry Describe(string name, string? dtype, List<long>? shape, List<long>? offsets, string path)
    {
        if (dtype is null || shape is null || offsets is not [long begin, long end])
            throw new SafetensorsException(path, name,
                "it needs 'dtype', 'shape' and 'data_offsets' with two numbers; export the weights again.");
        if (!SafetensorsTypes.TryFind(dtype, out ScalarType type))
            throw new SafetensorsException(path, name,
                $"its type {SafetensorsException.Quote(dtype)} is not known here; export it as one of {SafetensorsTypes.Names}.");
        if (begin > end)
            throw new SafetensorsException(path, name, $"its bytes end at {end} before they begin at {begin}; export the weights again.");

        long? length = ByteLength(shape, SafetensorsTypes.SizeOf(type));
        if (length != end - begin)
            throw new SafetensorsException(path, name,
                $"type {dtype} and shape {Shapes.Join(shape)} make {(length is { } bytes ? $"{bytes}" : "more than 2^63")} bytes, but the header gives it {end - begin}. The file is damaged; copy or download it again.");
        return new SafetensorsEntry(name, type, shape.AsReadOnly(), begin, end - begin);
    }

    /// <summary>Multiplies without wrapping around; null where the tensor could not exist. A dimension
    /// of 0 does not hide an impossible one.</summary>
    private static long? ByteLength(List<long> shape, int size)
    {
        UInt128 length = (UInt128)size;
        foreach (long dimension in shape)
        {
            length *= (UInt128)Math.Max(1, dimension);
            if (length > (UInt128)long.MaxValue)
                return null;
        }

        return shape.Contains(0) ? 0 : (long)length;
    }

    /// <summary>Checks that the tensors fill the data without gap, overlap or excess.</summary>
    private static List<SafetensorsEntry> CheckLayout(List<SafetensorsEntry> entries, long dataLength, string path)
    {
        List<SafetensorsEntry> ordered =
            [.. entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        long filled = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            if (entry.Length > dataLength - entry.Offset)
                throw new SafetensorsException(path, entry.Name,
                    $"its bytes go to {entry.Offset + (Int128)entry.Length}, but the file has {dataLength} after the header. The file is cut off; copy or download it again.");
            if (entry.Offset < filled)
                throw new SafetensorsException(path, entry.Name,
                    $"its bytes begin at {entry.Offset}, inside those of another tensor, which go to {filled}; export the weights again.");
            if (entry.Offset > filled)
                throw new SafetensorsException(path, entry.Name,
                    $"its bytes begin at {entry.Offset}, which leaves those from {filled} on to no tensor; export the weights again.");
            filled += entry.Length;
        }

        if (filled != dataLength)
            throw new SafetensorsException(path, null,
                $"the tensors have {filled} bytes, but {dataLength} follow the header. The file is damaged; copy or download it again.");
        return ordered;
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, int most, string field, string name, string path)
    {
        Expect(ref reader, JsonTokenType.StartArray, path, name, $"'{field}' must be an array");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw new SafetensorsException(path, name,
                    $"'{field}' has a value that is not a whole number from 0 to 2^63 − 1; export the weights again.");
            if (numbers.Count == most)
                throw new SafetensorsException(path, name, $"'{field}' has more than {most} numbers; export the weights again.");
            numbers.Add(number);
        }

        return numbers;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string path, string? tensor, string requirement)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new SafetensorsException(path, tensor, $"{requirement}, but it is {reader.TokenType}; export the weights again.");
    }
}

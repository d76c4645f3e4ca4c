using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>How the grader and the process that compiles speak: four bytes of length, least first, and JSON.</summary>
internal static class ExaminerWire
{
    // A submission has at most some MiB of source, its assembly at most 16 MiB.
    private const int MostBytes = 256 << 20;

    /// <summary>What the process says when it can be asked.</summary>
    internal const string Ready = "ready";

    /// <summary>Writes one message.</summary>
    internal static async Task WriteAsync<T>(Stream stream, T message, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message, type);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        await stream.WriteAsync(length, cancellation).ConfigureAwait(false);
        await stream.WriteAsync(body, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads one message.</summary>
    /// <returns>Null where the stream has ended.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static async Task<T?> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        byte[] length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < 4) return null;
        int count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count is < 0 or > MostBytes) throw new InvalidDataException($"A message of {count} bytes is none.");
        byte[] body = new byte[count];
        if (await stream.ReadAtLeastAsync(body, count, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < count) return null;
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A message is not what was agreed on: {e.Message}", e);
        }
    }
}

/// <summary>The messages.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ExamineRequest))]
[JsonSerializable(typeof(ExamineReply))]
internal sealed partial class ExaminerJson : JsonSerializerContext;

/// <summary>The answer to a request: what was found, or why nothing was. One of the three is there.</summary>
/// <param name="Examination">What was found.</param>
/// <param name="GaveUp">Why the compiler gave up; then this process is not to be asked again.</param>
/// <param name="Fault">What is wrong with the grader, with the stack; the same holds then.</param>
internal sealed record ExamineReply(Examination? Examination, string? GaveUp, string? Fault);

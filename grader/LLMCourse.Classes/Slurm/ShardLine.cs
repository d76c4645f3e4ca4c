using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Slurm;

/// <summary>One line of a shard's results: a grade, or why there is none. A line that a crash has torn is told by its hash.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Attempt">What was graded; null when it was refused.</param>
/// <param name="Refused">Why it could not be graded; null when it was.</param>
/// <param name="Complete">Whether it is graded and no fault of the grader touched the grade.</param>
/// <param name="Packed">The result, Brotli over <c>result.json</c>; null, which is read back as empty, when it was refused.</param>
internal sealed record ShardLine(string Student, Attempt? Attempt, string? Refused, bool Complete, byte[]? Packed)
{
    private const int HashDigits = 16;

    /// <summary>Gets the source files, packed; null where they are not kept.</summary>
    /// <remarks>What was null is read back as empty.</remarks>
    public byte[]? Code { get => field is [] ? null : field; init; }

    /// <summary>Gets whether it is a fault of the grader that it was refused.</summary>
    public bool IsOurFault { get; init; }

    /// <summary>Makes the line of a grade.</summary>
    public static ShardLine Of(Attempt attempt, GradeResult result) =>
        new(attempt.Student, attempt, null, !result.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)),
            Pack(ResultJson.Write(result)));

    /// <summary>Makes the line of a submission that could not be graded.</summary>
    public static ShardLine Of(Ungraded entry) => new(entry.Student, null, entry.Reason, false, null) { IsOurFault = entry.IsOurFault };

    /// <summary>Reads a line; null when it is not whole.</summary>
    public static ShardLine? Decode(ReadOnlySpan<byte> line)
    {
        if (line.Length <= HashDigits || line[HashDigits] != ' ') return null;
        ReadOnlySpan<byte> json = line[(HashDigits + 1)..];
        return line[..HashDigits].SequenceEqual(Encoding.ASCII.GetBytes(HashOf(json)))
            ? JsonSerializer.Deserialize(json, SlurmJson.Default.ShardLine)
            : null;
    }

    /// <summary>Returns the line with its line feed, as UTF-8.</summary>
    public byte[] Encode()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, SlurmJson.Default.ShardLine);
        return [.. Encoding.ASCII.GetBytes(HashOf(json)), (byte)' ', .. json, (byte)'\n'];
    }

    /// <summary>Returns the grade; null when it was refused.</summary>
    public GradeResult? Result() => Packed is null or [] ? null : ResultJson.Read(Unpack(Packed));

    private static string HashOf(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json))[..HashDigits];

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest)) stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string Unpack(byte[] bytes)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

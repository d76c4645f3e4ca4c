using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LLMCourse.LlmServers.Faults;

/// <summary>Reads a stream of events one by one.</summary>
internal static class EventSplitter
{
    /// <summary>Gives each event with its blank line; what is left at the end, as it is.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream body, [EnumeratorCancellation]
    CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(body);
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (TryTake(ref buffer, out byte[] next))
                yield return next;
            if (read.IsCompleted && buffer.Length > 0)
                yield return buffer.ToArray();
            reader.AdvanceTo(read.IsCompleted ? read.Buffer.End : buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte[] next)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> text, "\n\n"u8))
        {
            next = [];
            return false;
        }

        next = buffer.Slice(0, text.Length + 2).ToArray();
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}

using System.Runtime.CompilerServices;

namespace LLMCourse.Checks.M10;

/// <summary>A stream that notes how it is written to, and events that note what was sent before them.</summary>
internal sealed class NotedStream : MemoryStream
{
    private long _sent;
    private bool _events, _writing = true, _flushing = true;

    public List<long> SentBefore { get; } = [];

    public bool IsFlushed => _sent == Length;

    public bool IsOpen { get; private set; } = true;

    public bool IsSynchronous { get; private set; }

    public async IAsyncEnumerable<string> Note(string[] texts)
    {
        foreach (string text in texts)
        {
            await Task.Yield();
            SentBefore.Add(_sent);
            yield return text;
        }

        SentBefore.Add(_sent);
    }

    /// <summary>Gives an event, and notes whether there is a token that may be cancelled: the caller's or one that is linked to it.</summary>
    public async IAsyncEnumerable<string> NoteToken([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        _events = cancellationToken.CanBeCanceled;
        yield return "a";
    }

    public string TokensOf() => $"the events {_events}, the writing {_writing}, the flushing {_flushing}";

    public static async IAsyncEnumerable<string> Fail(string text)
    {
        await Task.Yield();
        yield return text;
        throw new TimeoutException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        IsSynchronous = true;
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsSynchronous = true;
        base.Write(buffer);
    }

    public override void Flush() => IsSynchronous = true;

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        _writing &= cancellationToken.CanBeCanceled;
        base.Write(buffer.ToArray(), 0, buffer.Length);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        _flushing &= cancellationToken.CanBeCanceled;
        _sent = Length;
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        IsOpen = false;
        base.Dispose(disposing);
    }
}

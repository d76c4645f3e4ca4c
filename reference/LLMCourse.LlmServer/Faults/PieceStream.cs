namespace LLMCourse.LlmServers.Faults;

/// <summary>A body that gives one piece for each read, never two together, as a network does.</summary>
internal sealed class PieceStream : Stream
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> _pieces;
    private readonly IDisposable? _source;
    private ReadOnlyMemory<byte> _piece;

    /// <summary>Makes the body.</summary>
    /// <param name="pieces">Gives the pieces, none of them empty, until it is told to stop.</param>
    /// <param name="source">What they come from, disposed with the stream.</param>
    public PieceStream(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> pieces, IDisposable? source)
    {
        _pieces = pieces(_stop.Token).GetAsyncEnumerator(_stop.Token);
        _source = source;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_piece.IsEmpty)
        {
            // A cancelled read ends the whole body, as it closes a connection.
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stop);
            try
            {
                if (!await _pieces.MoveNextAsync().ConfigureAwait(false))
                    return 0;
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            _piece = _pieces.Current;
        }

        int count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _source?.Dispose();
        }

        base.Dispose(disposing);
    }
}

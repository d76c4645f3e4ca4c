using System.Collections.Concurrent;
using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.LocalModels;

/// <summary>Decoders that requests borrow, each for one request at a time; made when they are first needed.</summary>
/// <param name="model">The weights; it stays the caller's.</param>
/// <param name="size">The greatest number.</param>
internal sealed class DecoderPool(Gpt model, int size) : IDisposable
{
    /// <summary>One thread each: requests share the processors, and no sum depends on how many there are.</summary>
    private static readonly CpuDecoderOptions Options = new() { Threads = 1 };

    private readonly SemaphoreSlim _free = new(size, size);
    private readonly ConcurrentBag<CpuDecoder> _idle = [];
    private readonly Lock _making = new();

    /// <summary>Borrows a decoder that remembers nothing; waits while all are lent.</summary>
    public Loan Rent(CancellationToken cancellationToken)
    {
        _free.Wait(cancellationToken);
        return Lend();
    }

    /// <inheritdoc cref="Rent"/>
    public async Task<Loan> RentAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Lend();
    }

    public void Dispose()
    {
        foreach (CpuDecoder decoder in _idle)
            decoder.Dispose();
        _free.Dispose();
    }

    private Loan Lend()
    {
        if (!_idle.TryTake(out CpuDecoder? decoder))
        {
            lock (_making)
                decoder = new CpuDecoder(model, Options);
        }

        decoder.Reset();
        return new Loan(this, decoder);
    }

    /// <summary>A borrowed decoder, given back when disposed.</summary>
    internal sealed class Loan(DecoderPool pool, CpuDecoder decoder) : IDisposable
    {
        private CpuDecoder? _decoder = decoder;

        public CpuDecoder Decoder => _decoder ?? throw new ObjectDisposedException(nameof(Loan));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _decoder, null) is not { } back)
                return;
            pool._idle.Add(back);
            _ = pool._free.Release();
        }
    }
}

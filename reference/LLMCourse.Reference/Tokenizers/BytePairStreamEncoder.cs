using System.Buffers;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Encodes text that comes in parts, cut anywhere, even inside a character; the ids are those of the whole text.</summary>
/// <remarks>
/// A token is written as soon as nothing that follows can change it. What is kept is the last piece, or what may become a special token,
/// so memory grows only with the longest piece. For one thread at a time.
/// </remarks>
public sealed class BytePairStreamEncoder
{
    /// <summary>From this size on, what could not be cut is tried again only when it has doubled: else a
    /// long word in small parts would cost n².</summary>
    private const int PatientFrom = 1 << 12;

    private readonly BytePairTokenizer _tokenizer;
    private readonly BytePairEncoder _encoder;
    private readonly Encoder _characters = Encoding.UTF8.GetEncoder();
    private byte[] _pending = new byte[256];
    private int _count;
    private int _nextTry;

    internal BytePairStreamEncoder(BytePairTokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        _encoder = tokenizer.NewEncoder();
    }

    /// <summary>Gets how many bytes wait for what follows.</summary>
    public int PendingBytes => _count;

    /// <summary>Takes the next part as UTF-16; a surrogate pair may be split between two parts.</summary>
    /// <param name="part">The part.</param>
    /// <param name="ids">Receives the tokens that are certain.</param>
    public void Write(ReadOnlySpan<char> part, IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Take(part, flush: false);
        Cut(ids, complete: false);
    }

    /// <summary>Takes the next part as UTF-8; a character may be split between two parts.</summary>
    /// <param name="part">The part.</param>
    /// <param name="ids">Receives the tokens that are certain.</param>
    public void Write(ReadOnlySpan<byte> part, IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Take([], flush: true);
        part.CopyTo(Room(part.Length));
        _count += part.Length;
        Cut(ids, complete: false);
    }

    /// <summary>Says that the text is at its end. The next part begins another text.</summary>
    /// <param name="ids">Receives the tokens that were kept back.</param>
    public void Complete(IBufferWriter<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Take([], flush: true);
        Cut(ids, complete: true);
    }

    private void Take(ReadOnlySpan<char> part, bool flush)
    {
        Span<byte> room = Room(_characters.GetByteCount(part, flush));
        _count += _characters.GetBytes(part, room, flush);
    }

    private Span<byte> Room(int size)
    {
        if (_pending.Length - _count < size) Array.Resize(ref _pending, Math.Max(_count + size, 2 * _pending.Length));
        return _pending.AsSpan(_count);
    }

    private void Cut(IBufferWriter<int> ids, bool complete)
    {
        if (_count == 0 || (!complete && _count < _nextTry)) return;
        Span<byte> pending = _pending.AsSpan(0, _count);
        ids.Advance(_encoder.Encode(pending, ids.GetSpan(_count), _tokenizer.SpecialFinder, complete, out int consumed));
        pending[consumed..].CopyTo(pending);
        _count -= consumed;
        _nextTry = _count >= PatientFrom ? 2 * _count : 0;
    }
}

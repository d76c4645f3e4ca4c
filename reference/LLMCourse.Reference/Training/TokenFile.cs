using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics;

namespace LLMCourse.Reference.Training;

/// <summary>A file of tokens that is mapped into memory: only what is read is loaded, so it may be larger than memory.</summary>
/// <remarks>
/// Format, little-endian: the 8 letters <c>LLMTOKEN</c>; int32 version, 1; int32 <see cref="TokenType"/>; int64 number of tokens;
/// int64 one more than the greatest token; then the tokens.
/// </remarks>
public sealed class TokenFile : ITokenSource, IDisposable
{
    /// <summary>The number of bytes before the first token.</summary>
    internal const int HeaderLength = 32;

    /// <summary>The only version there is.</summary>
    internal const int Version = 1;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private TokenFile(MemoryMappedFile file, TokenType type, long count, long vocabulary)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Type = type;
        Count = count;
        Vocabulary = vocabulary;
    }

    /// <inheritdoc/>
    public long Count { get; }

    /// <summary>Gets how a token is stored.</summary>
    public TokenType Type { get; }

    /// <summary>Gets the least vocabulary that has all tokens: one more than the greatest.</summary>
    public long Vocabulary { get; }

    /// <summary>Gets the letters that a file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => "LLMTOKEN"u8;

    /// <summary>Opens a file and checks that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file, which the caller disposes.</returns>
    /// <exception cref="InvalidDataException">The file is not a token file, is of another version, or is cut off.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static TokenFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.Length < HeaderLength)
            throw new InvalidDataException(
                $"{path} has {stream.Length} bytes, and the header alone takes {HeaderLength}. The file is cut off; write it again.");
        stream.ReadExactly(header);
        if (!header.StartsWith(Magic))
            throw new InvalidDataException($"{path} does not begin with LLMTOKEN. It is not a token file; write one with TokenFileWriter.");
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Version)
            throw new InvalidDataException($"{path} is of version {version}, and this program reads version {Version}; write it again.");
        var type = (TokenType)BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (!Enum.IsDefined(type))
            throw new InvalidDataException(
                $"{path} says that its tokens are of type {(int)type}, and there are types 1 to 3. The header is damaged; write the file again.");
        long count = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        long held = (stream.Length - HeaderLength) / Size(type);
        if (count != held || (stream.Length - HeaderLength) % Size(type) != 0)
            throw new InvalidDataException(
                $"{path} says that it has {count} tokens, but its {stream.Length} bytes hold {held}. The file is cut off or damaged; write it again.");
        long vocabulary = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        if (vocabulary < 0 || vocabulary > uint.MaxValue + 1L)
            throw new InvalidDataException(
                $"{path} says that its greatest token is {vocabulary - 1}. The header is damaged; write the file again.");

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            return new TokenFile(file, type, count, vocabulary);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A signed file holds a negative token.</exception>
    public void CopyTo(long start, Span<long> destination)
    {
        TokenWindow.Check(start, destination.Length, Count);
        switch (Type)
        {
            case TokenType.UInt16:
                Read<ushort>(start, destination);
                break;
            case TokenType.UInt32:
                Read<uint>(start, destination);
                break;
            default:
                Read<int>(start, destination);
                int negative = destination.IndexOfAnyInRange(long.MinValue, -1);
                if (negative >= 0)
                    throw new InvalidDataException(
                        $"Token {start + negative} of the file is {destination[negative]}; tokens count from 0. Write the file again.");
                break;
        }
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Gets the bytes of one token.</summary>
    internal static int Size(TokenType type) => type == TokenType.UInt16 ? 2 : 4;

    private void Read<T>(long start, Span<long> destination)
        where T : unmanaged, INumber<T>
    {
        T[] rented = ArrayPool<T>.Shared.Rent(destination.Length);
        try
        {
            Span<T> narrow = rented.AsSpan(0, destination.Length);
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(HeaderLength + (start * Size(Type))), narrow);
            for (int i = 0; i < narrow.Length; i++)
                destination[i] = long.CreateTruncating(narrow[i]);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}

using System.Buffers.Binary;

namespace LLMCourse.Reference.Training;

/// <summary>Writes a <see cref="TokenFile"/> piece by piece, under a temporary name until it is complete.</summary>
public sealed class TokenFileWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly TokenType _type;
    private readonly FileStream _stream;
    private long _count;
    private long _greatest = -1;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; one that exists is replaced by <see cref="Complete"/>, not before.</param>
    /// <param name="type">How to store a token.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public TokenFileWriter(string path, TokenType type = TokenType.UInt16)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Choose one of the named types.");
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Path.GetRandomFileName()}.tmp";
        _type = type;
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        _stream.Write(stackalloc byte[TokenFile.HeaderLength]);
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="type">How to store a token.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is negative or too large for the type; no file is left.</exception>
    public static void Write(string path, ReadOnlySpan<int> tokens, TokenType type = TokenType.UInt16)
    {
        using var writer = new TokenFileWriter(path, type);
        writer.Append(tokens);
        writer.Complete();
    }

    /// <summary>Adds tokens at the end.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is negative or too large for the type.</exception>
    public void Append(ReadOnlySpan<int> tokens)
    {
        int size = TokenFile.Size(_type);
        Span<byte> bytes = stackalloc byte[4];
        foreach (int token in tokens)
        {
            if (token < 0 || (_type == TokenType.UInt16 && token > ushort.MaxValue))
                throw new ArgumentOutOfRangeException(nameof(tokens), token,
                    $"Token {_count} is {token}; {_type} holds 0 to {(_type == TokenType.UInt16 ? ushort.MaxValue : int.MaxValue)}. Choose a wider type or another tokenizer.");
            BinaryPrimitives.WriteInt32LittleEndian(bytes, token);
            _stream.Write(bytes[..size]);
            _count++;
            _greatest = Math.Max(_greatest, token);
        }
    }

    /// <summary>Writes the header and gives the file its name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        Span<byte> header = stackalloc byte[TokenFile.HeaderLength];
        TokenFile.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], TokenFile.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], (int)_type);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], _count);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], _greatest + 1);
        _stream.Position = 0;
        _stream.Write(header);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Ends the writer; what was not completed is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_temporary); // gone already when it was completed, and deleting nothing is no error
    }
}

using System.Buffers.Binary;
using LLMCourse.Reference.Training;
using VerifyXunit;

namespace LLMCourse.Reference.Tests.Training;

public sealed class TokenFileTests
{
    [Theory]
    [InlineData(TokenType.UInt16, 65_535)]
    [InlineData(TokenType.UInt32, int.MaxValue)]
    [InlineData(TokenType.Int32, int.MaxValue)]
    public void Open_WrittenFile_HasTheTokens(TokenType type, int greatest)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("tokens.bin");
        using (var writer = new TokenFileWriter(path, type))
        {
            writer.Append([5, 0, greatest]);
            writer.Append([]);
            writer.Append([7]);
            writer.Complete();
        }

        using TokenFile file = TokenFile.Open(path);
        var window = new long[3];
        file.CopyTo(1, window);

        Assert.Equal([0L, greatest, 7], window);
        Assert.Equal((type, 4L, greatest + 1L), (file.Type, file.Count, file.Vocabulary));
        Assert.Equal(["tokens.bin"], folder.Names);
    }

    [Fact]
    public void Open_EmptyFile_HasNoTokens()
    {
        using var folder = new TemporaryFolder();
        TokenFileWriter.Write(folder.File("tokens.bin"), []);

        using TokenFile file = TokenFile.Open(folder.File("tokens.bin"));

        Assert.Equal((0L, 0L), (file.Count, file.Vocabulary));
        file.CopyTo(0, []);
    }

    [Fact]
    public void CopyTo_WindowOutside_Throws()
    {
        using var folder = new TemporaryFolder();
        TokenFileWriter.Write(folder.File("tokens.bin"), [1, 2, 3]);
        using TokenFile file = TokenFile.Open(folder.File("tokens.bin"));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo(2, new long[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo(-1, new long[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo(long.MaxValue, new long[1]));
    }

    [Fact]
    public void Append_TokenThatDoesNotFit_ThrowsAndLeavesNoFile()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<ArgumentOutOfRangeException>(() => TokenFileWriter.Write(folder.File("a.bin"), [65_536]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenFileWriter.Write(folder.File("b.bin"), [-1], TokenType.Int32));

        Assert.Empty(folder.Names);
    }

    [Fact]
    public Task Open_DamagedFiles_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("tokens.bin");
        TokenFileWriter.Write(path, [1, 2, 3]);
        byte[] good = File.ReadAllBytes(path);
        (string Fault, byte[] Bytes)[] faults =
        [
            ("empty", []),
            ("cut in the header", good[..20]),
            ("cut in a token", good[..^1]),
            ("cut after a token", good[..^2]),
            ("longer", [.. good, 0, 0]),
            ("other letters", With(bytes => bytes[0] = (byte)'X')),
            ("version 2", With(bytes => bytes[8] = 2)),
            ("type 9", With(bytes => bytes[12] = 9)),
            ("count -1", With(bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), -1))),
            ("count that wraps around", With(bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), (1L << 62) + 3))),
            ("vocabulary -5", With(bytes => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), -5))),
        ];

        return Verifier.Verify(string.Join('\n', faults.Select(fault =>
        {
            File.WriteAllBytes(path, fault.Bytes);
            string message = Assert.Throws<InvalidDataException>(() => TokenFile.Open(path)).Message;
            return $"{fault.Fault}: {message.Replace(path, "tokens.bin", StringComparison.Ordinal)}";
        })));

        byte[] With(Action<byte[]> change)
        {
            byte[] copy = [.. good];
            change(copy);
            return copy;
        }
    }

    [Fact]
    public void CopyTo_SignedFileWithNegativeToken_Throws()
    {
        using var folder = new TemporaryFolder();
        TokenFileWriter.Write(folder.File("tokens.bin"), [1, 2], TokenType.Int32);
        byte[] bytes = File.ReadAllBytes(folder.File("tokens.bin"));
        bytes[^1] = 0xFF;
        File.WriteAllBytes(folder.File("tokens.bin"), bytes);

        using TokenFile file = TokenFile.Open(folder.File("tokens.bin"));

        Assert.Contains("Token 1", Assert.Throws<InvalidDataException>(() => file.CopyTo(0, new long[2])).Message,
            StringComparison.Ordinal);
    }
}

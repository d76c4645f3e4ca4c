using System.Diagnostics;
using System.Text;
using LLMCourse.Reference.Storage;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

public sealed class SafetensorsMalformedTests
{
    /// <summary>A sound tensor of four bytes, to stand beside the unsound one.</summary>
    private const string Good = """
        "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}
        """;

    private static readonly Dictionary<string, byte[]> Files = new(StringComparer.Ordinal)
    {
        ["empty file"] = [],
        ["seven bytes"] = [2, 0, 0, 0, 0, 0, 0],
        ["length without header"] = HandMade.File(2, []),
        ["header longer than the file"] = HandMade.File(1000, "{}"u8.ToArray()),
        ["header one byte too long"] = HandMade.File(3, "{}"u8.ToArray()),
        ["header of 2^63 bytes"] = HandMade.File(1UL << 63, "{}"u8.ToArray()),
        ["header of 2^64-1 bytes"] = HandMade.File(ulong.MaxValue, "{}"u8.ToArray()),
        ["header over the limit"] = HandMade.File(100_000_001, "{}"u8.ToArray()),
        ["header of no bytes"] = HandMade.File(""),
        ["a zip file"] = [0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0, 0, 0, 0, 0],
        ["header of blanks"] = HandMade.File("        "),
        ["header begins with a blank"] = HandMade.File(" {}"),
        ["header with byte order mark"] = HandMade.File("\ufeff{}"),
        ["header is an array"] = HandMade.File("[]"),
        ["header is cut off"] = HandMade.File("{" + Good),
        ["header with text after it"] = HandMade.File("{" + Good + "} x", 0, 0, 0, 0),
        ["two headers"] = HandMade.File("{}{}"),
        ["header with a comment"] = HandMade.File("{/* */}"),
        ["header with trailing comma"] = HandMade.File("{" + Good + ",}", 0, 0, 0, 0),
        ["header not UTF-8"] = HandMade.File([.. "{\""u8, 0xFF, .. "\":1}"u8]),
        ["header with half a surrogate pair"] =
            HandMade.File("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["nested very deep"] = HandMade.File("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}"),
        ["tensor is a number"] = HandMade.File("""{"a":1}"""),
        ["tensor is null"] = HandMade.File("""{"a":null}"""),
        ["duplicate tensor"] = HandMade.File("{" + Good + "," + Good + "}", 0, 0, 0, 0),
        ["duplicate tensor by escape"] =
            HandMade.File("{" + Good + "," + Good.Replace("\"a\"", "\"\\u0061\"", StringComparison.Ordinal) + "}", 0, 0, 0, 0),
        ["duplicate metadata"] = HandMade.File("""{"__metadata__":{},"__metadata__":{}}"""),
        ["duplicate metadata key"] = HandMade.File("""{"__metadata__":{"a":"1","a":"2"}}"""),
        ["metadata is text"] = HandMade.File("""{"__metadata__":"x"}"""),
        ["metadata with a number"] = HandMade.File("""{"__metadata__":{"a":1}}"""),
        ["metadata with an object"] = HandMade.File("""{"__metadata__":{"a":{}}}"""),
        ["no dtype"] = HandMade.File("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["no shape"] = HandMade.File("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["no offsets"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1]}}""", 0, 0, 0, 0),
        ["duplicate dtype"] = HandMade.File("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["duplicate shape"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["duplicate offsets"] =
            HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["dtype is a number"] = HandMade.File("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["dtype unknown"] = HandMade.File("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["dtype in small letters"] = HandMade.File("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape is a number"] = HandMade.File("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape negative"] = HandMade.File("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape with a fraction"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}""", 0, 0, 0, 0, 0, 0),
        ["shape with text"] = HandMade.File("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape above 2^63"] = HandMade.File("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape wraps around to 4 bytes"] =
            HandMade.File("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape product wraps around to 0"] =
            HandMade.File("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"""),
        ["shape impossible beside a 0"] =
            HandMade.File("""{"a":{"dtype":"U8","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}"""),
        ["shape of 65 dimensions"] =
            HandMade.File(
                """{"a":{"dtype":"U8","shape":[""" + string.Join(',', Enumerable.Repeat(1, 65)) + """],"data_offsets":[0,1]}}""", 0),
        ["shape too large for its bytes"] = HandMade.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["shape too small for its bytes"] =
            HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 0, 0, 0, 0, 0, 0, 0, 0),
        ["one offset"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", 0, 0, 0, 0),
        ["three offsets"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 0, 0, 0, 0),
        ["offset negative"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 0, 0, 0, 0),
        ["offsets backwards"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 0, 0, 0, 0),
        ["offsets near 2^63"] =
            HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}""", 0, 0, 0, 0),
        ["bytes beyond the end"] = HandMade.File("{" + Good + "}", 0, 0, 0),
        ["bytes left over"] = HandMade.File("{" + Good + "}", 0, 0, 0, 0, 0),
        ["gap at the start"] = HandMade.File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 0, 0, 0, 0, 0, 0, 0, 0),
        ["gap between"] = HandMade.File("{" + Good + ""","b":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}""", 0, 0, 0, 0, 0, 0),
        ["overlap"] = HandMade.File("{" + Good + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 0, 0, 0, 0, 0, 0),
        ["the same bytes twice"] = HandMade.File("{" + Good + ""","b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["name with terminal escapes"] =
            HandMade.File("""{"\u001b[2J\u0007":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["name of a thousand letters"] =
            HandMade.File("{\"" + new string('n', 1000) + "\":" + """{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 0, 0),
        ["BOOL that is 2"] = HandMade.File("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 1, 2),
    };

    public static TheoryData<string> Names() => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_MalformedFile_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder.File("bad.safetensors");
        File.WriteAllBytes(path, Files[name]);

        var error = Assert.Throws<SafetensorsException>(() => Safetensors.Read(path));

        Assert.Equal(path, error.Path);
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public Task Read_EveryMalformedFile_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var messages = new StringBuilder();
        foreach ((string name, byte[] bytes) in Files)
        {
            string path = folder.File("bad.safetensors");
            File.WriteAllBytes(path, bytes);
            string message = Assert.Throws<SafetensorsException>(() => Safetensors.Read(path)).Message;
            _ = messages.Append(name).Append("\n    ").Append(message[(path.Length + 2)..]).Append('\n');
        }

        return Verifier.Verify(messages.ToString());
    }

    [Fact]
    public void Read_TruncatedAtEveryByte_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder.File("x");
        Safetensors.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(3), ["b"] = ones(2, ScalarType.Int64) });
        byte[] whole = File.ReadAllBytes(path);

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            _ = Assert.Throws<SafetensorsException>(() => Safetensors.Read(path));
        }
    }

    [Fact]
    public void Read_FileShortenedAfterOpening_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder.File("x");
        Safetensors.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(1000) });
        using SafetensorsFile file = Safetensors.Open(path);
        // Windows refuses to shorten a file that is open, and so does .NET elsewhere, but other programs do not ask.
        if (OperatingSystem.IsWindows())
            return;
        using (var process = Process.Start("sh", ["-c", ": > \"$0\"", path]))
            process.WaitForExit();

        Assert.Contains("became shorter", Assert.Throws<SafetensorsException>(() => file.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchFile_IsAnIOException() =>
        Assert.Throws<FileNotFoundException>(() => Safetensors.Open(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
}

using System.Text;
using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

public sealed class SafetensorsFuzzTests
{
    private static readonly string[] Fragments =
    [
        "-1", "0", "1", "9223372036854775807", "18446744073709551616", "1e400", "[]", "{}", "null", "\"", "\\ud800", "\\u0000", ",",
        ":", "]", "}",
        "\"F32\"", "\"BOOL\"", "\"__metadata__\"", "\"shape\"", "\"data_offsets\"", "[0,4]", "\0", "\u2028",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_MutatedFile_ReadsOrThrowsItsOwnException(int seed)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder.File("x");
        Safetensors.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["a"] = ones(2, 3),
                ["b"] = zeros(1, ScalarType.Int64),
                ["c"] = ones(3, ScalarType.Bool),
                ["d"] = zeros(0)
            },
            new Dictionary<string, string> { ["k"] = "v" });
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(seed);
        int read = 0, refused = 0;

        for (int trial = 0; trial < 300; trial++)
        {
            using var inner = NewDisposeScope();
            File.WriteAllBytes(path, Mutate(whole, random));
            try
            {
                _ = Safetensors.Read(path);
                read++;
            }
            catch (SafetensorsException e)
            {
                Assert.DoesNotContain(e.Message, char.IsControl);
                refused++;
            }
        }

        // Mutations of the data or of a name are sound files; both outcomes must have been met for the test to mean anything.
        Assert.True(read > 0, $"{read} were read.");
        Assert.True(refused > 100, $"{refused} were refused.");
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        int header = (int)BitConverter.ToInt64(whole);
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)));
                    break;
                default:
                    byte[] fragment = Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]);
                    at = Math.Min(bytes.Count, 8 + random.Next(header));
                    int removed = Math.Min(random.Next(0, 6), bytes.Count - at);
                    bytes.RemoveRange(at, removed);
                    bytes.InsertRange(at, fragment);

                    // Half of the time the length is put right, so that the mutation reaches the parser.
                    if (random.Next(2) == 0 && bytes.Count >= 8)
                        BitConverter.GetBytes((long)(header + fragment.Length - removed))
                            .CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
                    break;
            }
        }

        return [.. bytes];
    }
}

using System.Security.Cryptography;
using System.Text;
using LLMCourse.Reference.Corpora;
using VerifyXunit;

namespace LLMCourse.Reference.Tests.Corpora;

public sealed class DataSetsTests
{
    [Fact]
    public void Shipped_EveryDataSet_HasItsHashAndSaysWhereItIsFrom()
    {
        Assert.Equal(["moby-dick", "names", "gpt2-merges"], DataSets.Shipped.All.Select(set => set.Name));
        Assert.All(DataSets.Shipped.All, set =>
        {
            byte[] bytes = DataSets.Shipped.ReadBytes(set.Name);
            Assert.Equal(set.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            Assert.DoesNotContain((byte)'\r', bytes);
            Assert.StartsWith("https://", set.Source, StringComparison.Ordinal);
            Assert.All(new[] { set.Description, set.ObtainedFrom, set.Licence }, text => Assert.NotEqual("", text));
        });
    }

    [Fact]
    public void Shipped_Gpt2Merges_AreTheFileThatTiktokenExpects() =>
        Assert.Equal("1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5", DataSets.Shipped.Find("gpt2-merges").Sha256);

    [Fact]
    public void ReadText_Book_BeginsAndEndsAsTheNovelDoes()
    {
        string book = DataSets.Shipped.ReadText("moby-dick");

        Assert.StartsWith("CHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago—", book, StringComparison.Ordinal);
        Assert.EndsWith("and the great\nshroud of the sea rolled on as it rolled five thousand years ago.\n", book,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLines_Names_AreSortedAndDifferent()
    {
        IReadOnlyList<string> names = DataSets.Shipped.ReadLines("names");

        Assert.Equal(8422, names.Count);
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        Assert.All(names, name => Assert.All(name, c => Assert.True(char.IsAsciiLetter(c) || c == '-')));
    }

    [Fact]
    public Task Errors_EveryFault_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder();
        void attempt(string title, string manifest, Action<DataSets> use)
        {
            File.WriteAllText(folder.File("manifest.json"), manifest);
            var error = Assert.Throws<DataSetException>(() => use(DataSets.FromFolder(Path.GetDirectoryName(folder.File("x"))!)));
            text.AppendLine(title).AppendLine(
                error.Message.Replace(Path.GetDirectoryName(folder.File("x"))!, "FOLDER", StringComparison.Ordinal)).AppendLine();
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData("abc"u8));
        File.WriteAllText(folder.File("a.txt"), "abd");
        File.WriteAllBytes(folder.File("b.bin"), [(byte)'a', 0xFF]);
        string binary = Convert.ToHexStringLower(SHA256.HashData(new byte[] { (byte)'a', 0xFF }));

        text.AppendLine("unknown").AppendLine(Assert.Throws<DataSetException>(() => DataSets.Shipped.ReadBytes("moby")).Message)
            .AppendLine();
        attempt("not json", "{", _ => { });
        attempt("field missing", """{"version":1,"dataSets":[{"name":"a"}]}""", _ => { });
        attempt("version", """{"version":2,"dataSets":[]}""", _ => { });
        attempt("outside", Manifest("a", "../a.txt", hash, 3), _ => { });
        attempt("twice", Manifest("a", "a.txt", hash, 3)
            .Replace("]", "," + Manifest("a", "a.txt", hash, 3).Split('[', ']')[1] + "]", StringComparison.Ordinal), _ => { });
        attempt("file missing", Manifest("a", "gone.txt", hash, 3), sets => sets.ReadBytes("a"));
        attempt("size", Manifest("a", "a.txt", hash, 4), sets => sets.ReadBytes("a"));
        attempt("hash", Manifest("a", "a.txt", hash, 3), sets => sets.ReadBytes("a"));
        attempt("not utf-8", Manifest("b", "b.bin", binary, 2), sets => sets.ReadText("b"));
        text.AppendLine("no manifest").AppendLine(Assert.Throws<DataSetException>(() => DataSets.FromFolder("/no/such/folder/")).Message);
        return Verifier.Verify(text.ToString());
    }

    private static string Manifest(string name, string file, string sha256, int bytes) => $$"""
        {"version":1,"dataSets":[{"name":"{{name}}","file":"{{file}}","description":"d","source":"s","obtainedFrom":"o","licence":"l","sha256":"{{sha256}}","bytes":{{bytes}}}]}
        """;
}

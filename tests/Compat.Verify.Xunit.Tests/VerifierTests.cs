using VerifyTests;
using VerifyXunit;

namespace LLMCourse.Compat.Verify;

public sealed class VerifierTests
{
    private static readonly string[] Heads = ["first", "second"];

    private enum Norm
    {
        Layer,
        Rms,
    }

    [Fact]
    public Task Verify_StringWithWindowsNewlines_ComparesWithNewlinesNormalised() => Verifier.Verify("one\r\n  two\n\nthree\rfour");

    [Fact]
    public Task Verify_EmptyString_IsNamedAsSuch() => Verifier.Verify("");

    [Fact]
    public Task Verify_Extension_NamesTheFile() => Verifier.Verify("# Title\n", extension: "md");

    [Fact]
    public Task Verify_Record_WritesMembersWithoutQuotes() => Verifier.Verify(new
    {
        Name = "tiny",
        Layers = 2,
        Scale = 0.5,
        Whole = 3.0f,
        Tied = false,
        Zero = 0,
        Default = Norm.Layer,
        Counted = (int?)0,
        Norm = Norm.Rms,
        Missing = (string?)null,
        None = Array.Empty<int>(),
        Heads,
        Rows = new[] { new Row(1, "a"), new Row(2, "b") },
        Shapes = new Dictionary<string, int[]> { ["wte"] = [65, 8], ["lm_head"] = [65, 8] },
    });

    [Theory]
    [InlineData("a/b", 1.5)]
    [InlineData("c", -2)]
    public async Task Verify_TheoryWithParameters_HasAFileForEachCase(string text, double value)
    {
        await Task.Yield();
        await Verifier.Verify($"{text} {value}").UseParameters(text, value);
    }

    [Fact]
    public async Task Verify_CalledByAHelperAfterAnAwait_IsNamedAfterTheTest() => await Helper();

    [Fact]
    public async Task Verify_NamedFolderAndMethod_UsesThem()
    {
        await Verifier.Verify("in a folder").UseDirectory("Snapshots").UseMethodName("Renamed");
        await Verifier.Verify("with a name\nnoise: 17").UseDirectory("Snapshots").UseFileName("Named").ScrubLinesContaining("Noise")
            .DisableDiff();
    }

    [Fact]
    public async Task Verify_SettingsObject_IsNotChangedByTheTask()
    {
        var settings = new VerifySettings();
        settings.UseDirectory("Snapshots");

        await Verifier.Verify("shared", settings).UseMethodName("Shared");

        await Verifier.Verify("shared", settings).UseMethodName("SharedAgain");
    }

    private static async Task Helper()
    {
        await Task.Yield();
        await Verifier.Verify("from the helper");
    }

    private sealed record Row(int Id, string Text);
}

using System.Runtime.CompilerServices;
using VerifyXunit;

namespace LLMCourse.Compat.Verify;

/// <summary>What happens when a snapshot is missing, differs or cannot be written; in a folder of its own, removed afterwards.</summary>
public sealed class VerifierFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verify");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verify_NoVerifiedFile_LeavesTheReceivedOneAndShowsBothPaths()
    {
        Exception error = await Failure("new text", "Missing");

        Assert.Equal("VerifyException", error.GetType().Name);
        Assert.Equal("new text", await File.ReadAllTextAsync(At("Missing.received.txt")));
        Assert.False(File.Exists(At("Missing.verified.txt")));
        Assert.Contains("Missing.received.txt", error.Message, StringComparison.Ordinal);
        Assert.Contains("Missing.verified.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Difference_ShowsBothTextsAndKeepsTheVerifiedOne()
    {
        await File.WriteAllTextAsync(At("Diff.verified.txt"), "same\nold");

        Exception error = await Failure("same\nnew", "Diff");

        Assert.Contains("same\nnew", error.Message, StringComparison.Ordinal);
        Assert.Contains("same\nold", error.Message, StringComparison.Ordinal);
        Assert.Equal("same\nold", await File.ReadAllTextAsync(At("Diff.verified.txt")));
    }

    [Fact]
    public async Task Verify_DifferenceFromAGivenText_NeverSaysToAcceptAnother()
    {
        const string Given = "VerifyTests.ExpectedTextIsGiven";
        await File.WriteAllTextAsync(At("Given.verified.txt"), "same\nold");
        await File.WriteAllTextAsync(At("Shorter.verified.txt"), "same\nold");
        AppContext.SetSwitch(Given, true);
        try
        {
            Exception other = await Failure("same\nnew", "Given"), shorter = await Failure("same", "Shorter"),
                missing = await Failure("same", "Absent");

            Assert.Contains("line 2, column 1:\n  expected: old\n  found:    new\n", other.Message, StringComparison.Ordinal);
            Assert.Contains("\n  expected: old\n  found:    (no more lines)\n", shorter.Message, StringComparison.Ordinal);
            Assert.Equal(6, other.Message.Split('\n').Length);
            Assert.Contains("The expected text is missing", missing.Message, StringComparison.Ordinal);
            Assert.All([other, shorter, missing], e => Assert.DoesNotContain("accept", e.Message, StringComparison.Ordinal));
        }
        finally
        {
            AppContext.SetSwitch(Given, false);
        }
    }

    [Fact]
    public async Task Verify_Equal_RemovesAStaleReceivedFile()
    {
        await File.WriteAllTextAsync(At("Stale.verified.txt"), "\uFEFFtext\r\nmore");
        await File.WriteAllTextAsync(At("Stale.received.txt"), "an older run");

        await Verifier.Verify("text\nmore").UseDirectory(_folder.FullName).UseFileName("Stale").DisableDiff();

        Assert.False(File.Exists(At("Stale.received.txt")));
    }

    [Theory]
    [InlineData(1)]
    public async Task Verify_TheoryWithMoreValuesThanParameters_IsRefused(int value)
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(async () =>
            await Verifier.Verify("text").UseDirectory(_folder.FullName).UseParameters(value, 2).DisableDiff());

        Assert.Contains("(2)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Verify_SameNameTwice_IsRefused()
    {
        await File.WriteAllTextAsync(At("Twice.verified.txt"), "text");
        await Verifier.Verify("text").UseDirectory(_folder.FullName).UseFileName("Twice").DisableDiff();

        Exception error = await Failure("text", "Twice");

        Assert.Contains("already been used", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FolderOfThisMachine_IsNotWrittenIntoASnapshot()
    {
        string temp = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        await File.WriteAllTextAsync(At("Paths.verified.txt"), $"saved to {temp}/x");

        await Failure($"saved to {temp}/x", "Paths");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private async Task<Exception> Failure(string text, string name, [CallerFilePath] string sourceFile = "") =>
        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await Verifier.Verify(text, sourceFile: sourceFile).UseDirectory(_folder.FullName).UseFileName(name).DisableDiff());
}

using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

public static partial class Verifier
{
    public static SettingsTask Verify(object? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(() => SnapshotWriter.ToText(target), "txt", settings, sourceFile);

    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(() => SnapshotWriter.ToText(target), "txt", settings, sourceFile);

    public static SettingsTask Verify(
        string? target,
        string extension,
        VerifySettings? settings = null,
        [CallerFilePath] string sourceFile = "")
    {
        if (string.IsNullOrWhiteSpace(extension) || extension.StartsWith('.'))
            throw new ArgumentException($"The extension is written without its dot, as in \"json\"; found \"{extension}\".", nameof(extension));
        return Start(() => SnapshotWriter.ToText(target), extension, settings, sourceFile);
    }

    private static SettingsTask Start(Func<string> text, string extension, VerifySettings? settings, string sourceFile)
    {
        // The test is looked up here, on its own stack, and not when the task is awaited.
        System.Reflection.MethodInfo test = TestMethodFinder.Find();
        return new SettingsTask(settings, current => Snapshot.CompareAsync(text(), extension, current, test, sourceFile));
    }
}

using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>Compares a text with its .verified file, and leaves a .received file beside it when they differ.</summary>
internal static class Snapshot
{
    // The real package writes a byte order mark; leaving it out keeps git and editors quiet, and reading accepts both.
    /// <summary>A switch of <see cref="AppContext"/> that says that the expected texts come with an exercise, and are not to be accepted anew.</summary>
    private const string GivenSwitch = "VerifyTests.ExpectedTextIsGiven";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static async Task<VerifyResult> CompareAsync(
        string target, string extension, VerifySettings settings, MethodInfo test, string sourceFile)
    {
        string text = settings.Scrub(target);
        RefusePaths(text);
        string stem = SnapshotPath.Stem(settings, test, sourceFile);
        string received = $"{stem}.received.{extension}";
        string verified = $"{stem}.verified.{extension}";

        string? expected = File.Exists(verified)
            ? SnapshotWriter.Normalise(await File.ReadAllTextAsync(verified).ConfigureAwait(false))
            : null;
        if (expected == text)
        {
            File.Delete(received);
            return new VerifyResult(text);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        await File.WriteAllTextAsync(received, text, Utf8).ConfigureAwait(false);
        throw new VerifyException(Describe(text, expected, received, verified));
    }

    /// <summary>Refuses folders that the real package replaces by {TempPath}, {CurrentDirectory} and the like, wherever they stand.</summary>
    private static void RefusePaths(string text)
    {
        foreach (string folder in new[] { Path.GetTempPath(), AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            string path = Path.TrimEndingDirectorySeparator(folder);
            for (int at = text.IndexOf(path, StringComparison.Ordinal); at >= 0; at = text.IndexOf(path, at + 1, StringComparison.Ordinal))
            {
                int end = at + path.Length;
                if (end < text.Length && char.IsLetterOrDigit(text[end])) continue;
                throw new VerifyException($"The text holds this machine's folder {path}. Replace it by a word of your own before verifying:\n{text}");
            }
        }
    }

    private static string Describe(string text, string? expected, string received, string verified)
    {
        if (AppContext.TryGetSwitch(GivenSwitch, out bool isGiven) && isGiven) return DescribeGiven(text, expected, received, verified);
        string title = expected is null ? "There is no verified snapshot yet." : $"The snapshot differs, first at {FirstDifference(text, expected)}.";
        string accept = $"If the received text is right, accept it: mv '{received}' '{verified}'";
        return $"{title}\nReceived: {received}\nVerified: {verified}\n{accept}\n\n"
            + $"--- Received ---\n{text}\n--- Verified ---\n{expected ?? "(no file)"}\n----------------";
    }

    // Whose exercise it is must change the code, and not what is expected of it.
    private static string DescribeGiven(string text, string? expected, string received, string verified)
    {
        if (expected is null) return $"The expected text is missing: {verified} comes with the exercise. Fetch it again, as by git restore.";
        string[] mine = text.Split('\n'), right = expected.Split('\n');
        int line = mine.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"The text differs from the expected one, first at {FirstDifference(text, expected)}:\n"
            + $"  expected: {(line < right.Length ? right[line] : "(no more lines)")}\n"
            + $"  found:    {(line < mine.Length ? mine[line] : "(no more lines)")}\n"
            + "What is expected is right as it stands: put your code right. Both texts whole:\n"
            + $"  {verified}\n  {received}";
    }

    private static string FirstDifference(string text, string expected)
    {
        int same = text.AsSpan().CommonPrefixLength(expected);
        int line = text.AsSpan(0, same).Count('\n') + 1;
        int column = same - (same == 0 ? -1 : text.LastIndexOf('\n', same - 1));
        return $"line {line}, column {column}";
    }
}

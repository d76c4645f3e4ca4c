using System.Diagnostics;

namespace LLMCourse.Authoring.Samples;

/// <summary>Files of a golden submission whose content no YAML can hold, or would hold at length.</summary>
internal static class SpecialFile
{
    private const int FiveMegabytes = 5_000_000;
    private const int Many = 10_000;
    private const int Deep = 5_000;

    private static readonly Dictionary<string, Action<string>> Kinds = new(StringComparer.Ordinal)
    {
        ["not-utf8"] = path => File.WriteAllBytes(path, [.. "// "u8, 0xFF, 0xFE, 0x80, .. "\n"u8]),
        ["five-megabytes"] = path => File.WriteAllText(path, Repeat("// one more line of a very long file\n", FiveMegabytes / 37)),
        ["empty"] = path => File.WriteAllText(path, ""),
        ["link"] = path => Instead(path, () => File.CreateSymbolicLink(path, "/etc/passwd")),
        ["pipe"] = path => Instead(path, () => MakePipe(path)),
        ["folder"] = path => Instead(path, () => Directory.CreateDirectory(path)),
        ["deep-json"] = path => File.WriteAllText(path, new string('[', Deep)),
        ["ten-thousand-files"] = TenThousandFiles,

        // These are put at the end of a source file, which stays as it is otherwise.
        ["deep-brackets"] = path => Append(path, $"1 + {new string('(', Deep)}2{new string(')', Deep)}"),
        ["long-call-chain"] = path => Append(path, $"1.ToString(){Repeat(".Trim()", Deep)}.Length"),
        ["long-unary-chain"] = path => Append(path, Repeat("- ", Deep) + "1"),
        ["long-sum"] = path => Append(path, "1" + Repeat(" + 1", 4 * Deep)),
        ["long-conditional"] = path => Append(path, Repeat("DateTime.Now.Year > 1 ? 1 : ", Deep) + "1"),
    };

    /// <summary>Writes one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="kind">Of which kind.</param>
    /// <exception cref="InvalidDataException">There is no such kind.</exception>
    internal static void Write(string path, string kind)
    {
        if (!Kinds.TryGetValue(kind, out Action<string>? write))
            throw new InvalidDataException($"'{kind}' is not a special file; there are {string.Join(", ", Kinds.Keys)}.");
        write(path);
    }

    private static void Append(string path, string expression) =>
        File.AppendAllText(path, $"\ninternal static class LongExpression\n{{\n    public static long Value() => {expression};\n}}\n");

    private static void Instead(string path, Action create)
    {
        File.Delete(path);
        create();
    }

    private static void MakePipe(string path)
    {
        using Process maker = Process.Start("mkfifo", [path]);
        maker.WaitForExit();
    }

    private static void TenThousandFiles(string path)
    {
        for (int i = 0; i < Many; i++) File.WriteAllText(FormattableString.Invariant($"{path}{i}.cs"), "");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}

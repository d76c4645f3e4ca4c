using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grading.Intake;

/// <summary>Finds where a module lies in what was handed in, however many folders somebody put around it.</summary>
/// <remarks>Follows no link, looks into nothing that a build or an editor made, and not into the folders of other modules.</remarks>
internal static class ModuleSearch
{
    private const int Deepest = 8, MostEntries = 20_000, BytesToTell = 1 << 16;

    private static readonly EnumerationOptions Everything =
        new() { AttributesToSkip = 0, IgnoreInaccessible = true, ReturnSpecialDirectories = false };

    /// <summary>Lists the folders with graded files, the likeliest first: most files, then the usual place, then the least deep.</summary>
    /// <param name="root">Where to begin, absolute.</param>
    /// <param name="manifest">The module.</param>
    internal static IReadOnlyList<ModulePlace> In(string root, ModuleManifest manifest)
    {
        HashSet<string> wanted = [.. manifest.Files];
        List<ModulePlace> places = [];
        int left = MostEntries;
        Queue<(string Path, int Depth)> folders = new([("", 0)]);
        while (folders.TryDequeue(out (string Path, int Depth) at))
        {
            List<string> files = [];
            bool answers = false;
            foreach (FileSystemInfo entry in new DirectoryInfo(Path.Combine(root, at.Path)).EnumerateFileSystemInfos("*", Everything))
            {
                if (left-- <= 0) break;
                if (wanted.Contains(entry.Name)) files.Add(entry.Name);
                else if (manifest.HasQuiz && entry.Name == ModuleManifest.AnswersFile) answers = true;
                else if (entry is DirectoryInfo && at.Depth < Deepest && IsWorthLooking(entry, manifest))
                    folders.Enqueue((Path.Combine(at.Path, entry.Name), at.Depth + 1));
            }

            // All of them cannot be another module's; a few, such as Shape.cs, can.
            if (files.Count < wanted.Count) files.RemoveAll(file => IsOfOther(Path.Combine(root, at.Path, file), manifest));
            if (files.Count > 0 || answers) places.Add(new ModulePlace(at.Path, [.. manifest.Files.Where(files.Contains)], answers));
        }

        return [.. places.OrderByDescending(p => p.Files.Count).ThenByDescending(p => p.HasAnswers).ThenBy(p => Rank(p.Path, manifest))
            .ThenBy(p => p.Depth).ThenBy(p => p.Path, StringComparer.Ordinal)];
    }

    /// <summary>Returns the place that could as well be meant as the first: it has a file of the same name with
    /// other text, and lies no less usually.</summary>
    /// <param name="root">Where the search began.</param>
    /// <param name="places">What it found.</param>
    /// <param name="manifest">The module.</param>
    internal static ModulePlace? Rival(string root, IReadOnlyList<ModulePlace> places, ModuleManifest manifest)
    {
        if (places.Count < 2 || Rank(places[0].Path, manifest) < Unusual) return null;
        ModulePlace first = places[0];
        return places.Skip(1).TakeWhile(p => p.Files.Count == first.Files.Count)
            .FirstOrDefault(p => p.Files.Intersect(first.Files)
                .Any(file => !HasSameBytes(Path.Combine(root, first.Path, file), Path.Combine(root, p.Path, file))));
    }

    /// <summary>Says whether two files hold the same; a link or what is no regular file is the same as nothing.</summary>
    internal static bool HasSameBytes(string a, string b)
    {
        FileInfo first = new(a), second = new(b);
        return !FileEntry.IsLink(a) && !FileEntry.IsLink(b) && first.Exists && second.Exists && first.Length == second.Length
            && first.Length <= int.MaxValue && File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));
    }

    private const int Unusual = 3;

    private static int Rank(string path, ModuleManifest manifest) =>
        path.Length == 0 ? 0 : path == Path.Combine("assignments", manifest.Name) ? 1 : path == manifest.Name ? 2 : Unusual;

    private static bool IsWorthLooking(FileSystemInfo folder, ModuleManifest manifest) =>
        !Clutter.Is(folder.Name) && !FileEntry.IsLink(folder.FullName) && !IsOtherModule(folder.Name, manifest);

    // M02.Attention, M02 or m02_attention, when M03 is looked for.
    private static bool IsOtherModule(string name, ModuleManifest manifest) =>
        name.Length >= 3 && name[0] is 'M' or 'm' && char.IsAsciiDigit(name[1]) && char.IsAsciiDigit(name[2])
            && (name.Length == 3 || !char.IsLetterOrDigit(name[3]))
        && !name.StartsWith(manifest.Id, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfOther(string file, ModuleManifest manifest)
    {
        FileInfo entry = new(file);
        if (!entry.Exists || FileEntry.IsLink(file) || entry.Length == 0) return false;
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] head = new byte[BytesToTell];
        return OwnFiles.OnlyOtherModule(
            Encoding.Latin1.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), manifest) is not null;
    }
}

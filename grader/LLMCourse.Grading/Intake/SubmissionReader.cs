using System.Security.Cryptography;
using System.Text;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Intake;

/// <summary>Takes a module's files from a submission, by exact name, with the student's own source files beside them, and names everything
/// else that it leaves behind.</summary>
/// <remarks>Follows no link below the submission's folder, opens nothing that could block, writes
/// nothing, and reads every file once.</remarks>
public sealed class SubmissionReader(IntakeLimits limits)
{
    /// <summary>Creates a reader with the default limits.</summary>
    public SubmissionReader()
        : this(new IntakeLimits())
    {
    }

    /// <summary>Reads a submission.</summary>
    /// <param name="submission">Where it lies.</param>
    /// <param name="manifest">The module that it is a submission of.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>What was taken, and what was not.</returns>
    public SourceSet Read(Submission submission, ModuleManifest manifest, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(manifest);
        Intake intake = new(submission, manifest, limits);
        string? link = FileEntry.FirstLink(submission.Root, submission.ModulePath);
        if (link is not null)
        {
            intake.LeaveBehind(link, "A symbolic link: hand in the folder itself.", matters: true);
            return intake.Finish();
        }

        string[] wanted = manifest.HasQuiz ? [.. manifest.Files, ModuleManifest.AnswersFile] : [.. manifest.Files];
        foreach (string name in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            intake.Take(name);
        }

        foreach (string name in OwnFiles.In(submission, manifest, limits))
        {
            cancellation.ThrowIfCancellationRequested();
            intake.TakeOwn(name);
        }

        foreach (string stray in submission.Strays)
            intake.LeaveBehind(stray,
                $"Not taken: the module is taken from {(submission.ModulePath.Length == 0 ? "the folder itself" : submission.ModulePath.Replace('\\', '/'))}.", matters: true);
        new Leftovers(submission, manifest, limits).List(intake.Looked, intake.LeaveBehind, cancellation);
        return intake.Finish();
    }

    private sealed class Intake(Submission submission, ModuleManifest manifest, IntakeLimits limits)
    {
        private readonly List<SourceFile> _files = [];
        private readonly List<LeftBehindFile> _leftBehind = [];
        private readonly List<SourceNote> _problems = [];
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private string? _answers;
        private long _total;

        internal void LeaveBehind(string path, string reason, bool matters)
        {
            if (_leftBehind.Count < limits.LeftBehind) _leftBehind.Add(new LeftBehindFile(path.Replace('\\', '/'), reason, matters));
            else if (_leftBehind.Count == limits.LeftBehind)
                _leftBehind.Add(new LeftBehindFile("…", "There is more; it is not listed.", false));
        }

        /// <summary>Gets the names of the student's own files, taken or refused; either way there is nothing more to say of them.</summary>
        internal HashSet<string> Looked { get; } = new(StringComparer.Ordinal);

        internal void TakeOwn(string name)
        {
            _ = Looked.Add(name);
            if (Looked.Count > limits.OwnFiles) LeaveBehind(name, $"At most {limits.OwnFiles} files of your own are taken.", matters: true);
            else Take(name);
        }

        internal void Take(string name)
        {
            string path = Path.Combine(submission.Folder, name);
            if (!FileEntry.HasName(submission.Folder, name) && !FileEntry.IsLink(path)) return;
            byte[]? bytes = ReadOnce(name, path);
            if (bytes is null) return;
            if (!StrictText.TryDecode(bytes, out string? text, out string? problem))
            {
                _problems.Add(new SourceNote("FILE001", true, $"{name} {problem}", new SourcePlace(name, 1), null));
                return;
            }

            if (problem is not null) _problems.Add(new SourceNote("FILE002", false, $"{name} {problem}", new SourcePlace(name, 1), null));
            bool own = Looked.Contains(name);
            if ((own ? OwnFiles.OtherModule(text!, manifest) : OwnFiles.OnlyOtherModule(text!, manifest)) is { } other)
            {
                LeaveBehind(name, $"A file of {other}: it declares that module's namespace.", matters: !own);
                return;
            }

            _total += bytes.Length;
            Hash(name, bytes);
            if (name == ModuleManifest.AnswersFile) _answers = text;
            else _files.Add(new SourceFile(name, text!));
        }

        internal SourceSet Finish()
        {
            HashSet<string> taken = [.. _files.Select(file => file.Name)];
            return new SourceSet
            {
                Name = submission.Name,
                Files = _files,
                Answers = _answers,
                Missing = [.. manifest.Files.Where(file => !taken.Contains(file))],
                LeftBehind = _leftBehind,
                Problems = _problems,
                ContentHash = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            };
        }

        private byte[]? ReadOnce(string name, string path)
        {
            FileInfo entry = new(path);
            if (FileEntry.IsLink(path)) return Refuse(name, "A symbolic link: hand in the file itself.");
            if (Directory.Exists(path)) return Refuse(name, "A folder with the name of a graded file.");
            // A pipe, a socket or a device says 0 too. Opening a pipe would wait for a writer, so what says 0 is never opened.
            if (entry.Length == 0) return Refuse(name, "It is empty, or not a regular file.");
            if (entry.Length > limits.FileBytes) return Refuse(name, TooLarge(limits.FileBytes));
            try
            {
                using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
                if (!stream.CanSeek || stream.Length == 0) return Refuse(name, "It is not a regular file.");
                byte[] buffer = new byte[limits.FileBytes + 1];
                int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                if (length > limits.FileBytes) return Refuse(name, TooLarge(limits.FileBytes));
                if (_total + length > limits.TotalBytes)
                    return Refuse(name,
                        $"The files are larger than {limits.TotalBytes >> 20} MiB together, which is the most that is taken.");
                return buffer[..length];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Refuse(name, $"It cannot be read: {e.Message}");
            }
        }

        private static string TooLarge(int limit) => $"It is larger than {limit >> 10} KiB, which is the most that is taken of a file.";

        private byte[]? Refuse(string name, string reason)
        {
            LeaveBehind(name, reason, matters: true);
            return null;
        }

        // Lengths go in with the contents, so that moving text from one file to the next changes the hash.
        private void Hash(string name, byte[] bytes)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(name));
            _hash.AppendData([0]);
            _hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            _hash.AppendData(bytes);
        }
    }
}

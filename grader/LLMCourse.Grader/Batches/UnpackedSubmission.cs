namespace LLMCourse.Grader.Batches;

/// <summary>A folder to grade from: the submission's own, or a temporary one with what was unpacked.</summary>
internal sealed class UnpackedSubmission : IDisposable
{
    private string? _temporary;

    /// <summary>Returns the folder.</summary>
    /// <exception cref="ArchiveRefusedException">The archive has something that it must not have.</exception>
    public string Place(FoundSubmission submission, CancellationToken cancellation)
    {
        if (!submission.IsArchive && submission.LooseFiles.Count == 0) return submission.Path;
        _temporary = Directory.CreateTempSubdirectory("llmcourse-batch-").FullName;
        if (submission.IsArchive)
        {
            SafeArchive.Extract(submission.Path, _temporary, cancellation);
            return Innermost(_temporary);
        }

        foreach (string file in submission.LooseFiles) File.Copy(file, Path.Combine(_temporary, SubmissionFinder.NameOfLoose(file)), overwrite: true);
        return _temporary;
    }

    public void Dispose()
    {
        if (_temporary is not null) Directory.Delete(_temporary, recursive: true);
    }

    // Whoever zips a folder gets an archive with that folder in it, and nothing beside it.
    private static string Innermost(string folder)
    {
        while (Directory.GetFileSystemEntries(folder).Where(e => Path.GetFileName(e) != "__MACOSX").ToArray() is [string only] && Directory.Exists(only)) folder = only;
        return folder;
    }
}

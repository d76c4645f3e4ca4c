using System.Collections.Concurrent;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Publishing;

/// <summary>A folder that a site is written to: beside the one that it replaces, and in its place only once it is whole.</summary>
/// <remarks>Whoever reads the folder sees the earlier site or the new one. Pages that the new site does not have are gone with the earlier
/// one. A folder that holds anything that the grader did not write is left as it is.</remarks>
internal sealed class SiteFolder : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _out, _next, _old;
    private readonly Audience _audience;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, bool> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    private SiteFolder(string folder, Audience audience, FileStream @lock)
    {
        _out = folder;
        (_next, _old) = (Beside("next"), Beside("old"));
        _audience = audience;
        _lock = @lock;
    }

    /// <summary>Gets how many files were written.</summary>
    public int Count => _files.Count;

    /// <summary>Prepares to replace a folder; nothing of it changes yet.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="audience">Whom the site is for.</param>
    /// <exception cref="CourseException">The folder is not a site, is one for others, or is being published to.</exception>
    public static SiteFolder Prepare(string folder, Audience audience)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(path)) throw new CourseException($"'{folder}' is a file. Name a folder, which may not exist yet.");

        // A web server often serves a link to a folder: then what it leads to is replaced, not the link.
        if (Directory.Exists(path) && Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
            path = Path.TrimEndingDirectorySeparator(target.FullName);
        if (Path.GetDirectoryName(path) is not { } parent)
            throw new CourseException($"'{folder}' is the root of a file system. Name a folder in it.");
        Directory.CreateDirectory(parent);
        FileStream held = Lock(Path.Combine(parent, $".{Path.GetFileName(path)}.publishing"), folder);
        var site = new SiteFolder(path, audience, held);
        try
        {
            site.Begin(folder);
            return site;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Returns whether a path is the folder or within it.</summary>
    public bool Holds(string path)
    {
        string full = Path.GetFullPath(path);
        return full == _out || full.StartsWith(_out + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>Writes a file of the new site; several threads may.</summary>
    /// <param name="name">Its path within the site, with <c>/</c>.</param>
    /// <param name="text">Its content, written as UTF-8 without a byte order mark.</param>
    /// <exception cref="InvalidOperationException">The site has a file of that name already.</exception>
    public void Write(string name, string text)
    {
        if (!_files.TryAdd(name, true)) throw new InvalidOperationException($"The site would have '{name}' twice.");
        string path = Path.Combine(_next, name);
        string parent = Path.GetDirectoryName(path)!;
        if (_folders.TryAdd(parent, true)) Directory.CreateDirectory(parent);
        File.WriteAllText(path, text, Utf8);
    }

    /// <summary>Puts the new site in the place of the earlier one.</summary>
    public void Commit()
    {
        File.WriteAllText(Path.Combine(_next, SiteMarker.FileName), SiteMarker.Write(_audience, _files.Keys), Utf8);

        // Somebody may have put a file there while the pages were written.
        SiteMarker.Check(_out, _audience, _out);
        if (!Directory.Exists(_out)) Directory.Move(_next, _out);
        else if (!FolderExchange.TryExchange(_next, _out)) Swap();
        Remove(_next);
    }

    /// <summary>Removes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        Remove(_next);
        _lock.Dispose();
    }

    private static FileStream Lock(string path, string folder)
    {
        try
        {
            // The system lets go of it when the process ends, however it ends; the file stays, empty.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new CourseException($"Another grader is publishing to '{folder}'. Wait until it is done.", e);
        }
    }

    private void Begin(string folder)
    {
        // A process that was killed between the two steps of Swap has left the site under its old name.
        if (!Directory.Exists(_out) && Directory.Exists(_old)) Directory.Move(_old, _out);
        SiteMarker.Check(_out, _audience, folder);
        Remove(_next);
        Remove(_old);
        Directory.CreateDirectory(_next);
    }

    // Where the system cannot exchange two folders in one step.
    private void Swap()
    {
        Directory.Move(_out, _old);
        try
        {
            Directory.Move(_next, _out);
        }
        catch
        {
            Directory.Move(_old, _out);
            throw;
        }

        Remove(_old);
    }

    private string Beside(string suffix) => Path.Combine(Path.GetDirectoryName(_out)!, $".{Path.GetFileName(_out)}.{suffix}");

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}

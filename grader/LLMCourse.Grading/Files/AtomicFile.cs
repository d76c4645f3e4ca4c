using System.Text;

namespace LLMCourse.Grading.Files;

/// <summary>Writes files so that a reader, or a run cut short, never sees half of one.</summary>
public static class AtomicFile
{
    /// <summary>Writes a text as UTF-8 without a byte order mark, through a temporary name beside the target.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="text">The whole content.</param>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file piece by piece, through a temporary name beside the target.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="write">Writes the whole content; when it throws, the target stays as it was.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = File.Create(temporary)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

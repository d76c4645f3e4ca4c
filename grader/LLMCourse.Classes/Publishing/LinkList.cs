using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>The list that says which folder is whose. It is the instructor's alone: whoever has it can read every student's page.</summary>
internal static class LinkList
{
    /// <summary>Writes the list through a temporary name; only its owner may read it.</summary>
    /// <param name="file">The file, replaced when it exists.</param>
    /// <param name="students">The students.</param>
    /// <param name="secret">What the folders follow from.</param>
    /// <param name="address">Where the site will be served; null to leave the links out.</param>
    public static void Write(string file, IEnumerable<Student> students, SiteSecret secret, Uri? address)
    {
        string text = CsvText.Row(["key", "name", "email", "folder", .. address is null ? (string[])[] : ["link"]])
            + string.Concat(students.Select(
                s => CsvText.Row([s.Key, s.Name, s.Email, secret.FolderOf(s.Key),
                    .. address is null ? (string[])[] : [Link(address, secret.FolderOf(s.Key))]])));
        string temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(temporary, options)) writer.Write(text);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Link(Uri address, string folder) => $"{address.AbsoluteUri.TrimEnd('/')}/{folder}/index.html";
}

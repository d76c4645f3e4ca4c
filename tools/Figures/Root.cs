namespace LLMCourse.Tools.Figures;

/// <summary>Finds the course's folder, wherever the program was built to or is called from.</summary>
internal static class Root
{
    /// <exception cref="DirectoryNotFoundException">Neither the working folder nor the program's lies in a checkout.</exception>
    public static string Find()
    {
        foreach (string start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "LLMCourse.sln"))) return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            "There is no LLMCourse.sln above the working folder; run the program in a checkout of the course.");
    }
}

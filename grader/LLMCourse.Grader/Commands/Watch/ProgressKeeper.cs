using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Keeps what gradings said in the file that <c>status</c> and <c>next</c> read, as <c>grade</c> does.</summary>
/// <param name="reports">The folder of reports.</param>
internal sealed class ProgressKeeper(string reports)
{
    /// <summary>Gets why the file could not be used; null where it could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Takes over the exercises of a grading.</summary>
    public void Take(GradeResult result)
    {
        // Read each time: other commands write it, too.
        if (Read() is not { } progress) return;
        progress.Take(result);
        progress.Write();
    }

    /// <summary>Lists the parts of a module with what the last gradings said.</summary>
    /// <param name="module">The module.</param>
    /// <param name="known">What to say where the file cannot be read; null for nothing.</param>
    public IReadOnlyList<ModulePart> PartsOf(ModuleManifest module, IReadOnlyList<ModulePart>? known = null) =>
        Read() is { } progress ? ModulePart.Of(module, progress) : known ?? ModulePart.Of(module, ProgressFile.Empty(reports));

    private ProgressFile? Read()
    {
        try
        {
            ProgressFile progress = ProgressFile.Read(reports);
            Trouble = null;
            return progress;
        }
        catch (FormatException e)
        {
            // As with grade: it costs no grading, and is told.
            Trouble = e.Message;
            return null;
        }
    }
}

using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>A gradebook cannot be opened, read or written; the message says what to do. What was committed before stays.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class GradebookException(string message, Exception? inner = null) : Exception(message, inner)
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    internal static GradebookException From(SqliteException e, string path) => new(e.SqliteErrorCode switch
    {
        Busy or Locked => $"{path} is in use by another program. Wait for it, or close it, and try again.",
        ReadOnly => $"{path} cannot be written to. Check the rights of the file and of its folder.",
        InputOutput => $"{path} cannot be read or written: {e.Message}. Check the disk; nothing that was saved before is lost.",
        Corrupt =>
            $"{path} is damaged. Take the last copy of it, or save what can be read with: sqlite3 '{path}' .recover | sqlite3 new.db",
        Full => $"The disk of {path} is full. Make room and run the same command with --resume; what was saved before is safe.",
        CannotOpen => $"{path} cannot be opened. Check that its folder exists and may be written to.",
        NotADatabase => $"{path} is not a gradebook: it is no SQLite database. Name another file.",
        _ => $"{path}: {e.Message}",
    }, e);
}

using Microsoft.Data.Sqlite;

namespace LLMCourse.Classes.Gradebooks;

/// <content>The code that was handed in, by the hash of its content, so that the same is kept once.</content>
public sealed partial class Gradebook
{
    /// <summary>Reads the code of an attempt, packed by <see cref="HandedInCode"/>; null when it is not kept.</summary>
    internal byte[]? PackedCode(Attempt attempt) =>
        Stream("SELECT packed FROM code WHERE content_hash = $hash", r => (byte[])r.GetValue(0), ("$hash", attempt.ContentHash))
            .FirstOrDefault();

    private void Keep(SqliteTransaction one, Attempt attempt, byte[]? code)
    {
        if (code is not null)
            Execute(one, "INSERT INTO code (content_hash, packed) VALUES ($hash, $packed) ON CONFLICT DO NOTHING",
                ("$hash", attempt.ContentHash), ("$packed", code));
    }
}

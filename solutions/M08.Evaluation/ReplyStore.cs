using LLMCourse.Reference;
using Microsoft.Data.Sqlite;

namespace LLMCourse.M08;

/// <summary>Replies in a SQLite database, which outlive the process that asked for them.</summary>
/// <remarks>Safe for use by several threads, though a connection is not.</remarks>
public sealed class ReplyStore
{
    #region Solution
    private readonly SqliteConnection _connection;
    private readonly Lock _one = new();
    #endregion

    /// <summary>Opens the store, and makes its table where there is none.</summary>
    /// <param name="connection">An open connection, which the caller disposes. Whatever else is in the database stays as it is.</param>
    [Exercise("M08.E6")]
    public ReplyStore(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        // TODO M08.E6: keep the connection, and create the table if it does not exist.
        #region Solution
        _connection = connection;
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, text TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, reply_tokens INTEGER NOT NULL)";
        _ = command.ExecuteNonQuery();
        #endregion
    }

    /// <summary>Finds a reply.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The reply; null where none is stored.</returns>
    [Exercise("M08.E6")]
    public StoredReply? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // TODO M08.E6: look the key up.
        #region Solution
        lock (_one)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT text, prompt_tokens, reply_tokens FROM replies WHERE key = $key";
            _ = command.Parameters.AddWithValue("$key", key);
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? new StoredReply(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2)) : null;
        }
        #endregion
    }

    /// <summary>Stores a reply, for good by the time that this returns. A key that is stored keeps the reply that it has.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="reply">The reply.</param>
    [Exercise("M08.E6")]
    public void Save(string key, StoredReply reply)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(reply);
        // TODO M08.E6: insert a row, unless there is one of this key.
        #region Solution
        lock (_one)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "INSERT OR IGNORE INTO replies VALUES ($key, $text, $prompt, $reply)";
            _ = command.Parameters.AddWithValue("$key", key);
            _ = command.Parameters.AddWithValue("$text", reply.Text);
            _ = command.Parameters.AddWithValue("$prompt", reply.PromptTokens);
            _ = command.Parameters.AddWithValue("$reply", reply.ReplyTokens);
            _ = command.ExecuteNonQuery();
        }
        #endregion
    }
}

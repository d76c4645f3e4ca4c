using LLMCourse.Reference;
using Microsoft.Data.Sqlite;

namespace LLMCourse.M08;

/// <summary>Replies in a SQLite database, which outlive the process that asked for them.</summary>
/// <remarks>Safe for use by several threads, though a connection is not.</remarks>
public sealed class ReplyStore
{

    /// <summary>Opens the store, and makes its table where there is none.</summary>
    /// <param name="connection">An open connection, which the caller disposes. Whatever else is in the database stays as it is.</param>
    [Exercise("M08.E6")]
    public ReplyStore(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        // TODO M08.E6: keep the connection, and create the table if it does not exist.
        throw new NotImplementedException("M08.E6: keep the connection, and create the table if it does not exist.");
    }

    /// <summary>Finds a reply.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The reply; null where none is stored.</returns>
    [Exercise("M08.E6")]
    public StoredReply? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // TODO M08.E6: look the key up.
        throw new NotImplementedException("M08.E6: look the key up.");
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
        throw new NotImplementedException("M08.E6: insert a row, unless there is one of this key.");
    }
}

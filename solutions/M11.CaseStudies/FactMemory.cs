using Microsoft.Data.Sqlite;

namespace LLMCourse.M11;

/// <summary>The facts that one session knows, in SQLite.</summary>
/// <remarks>
/// <para>Keys, values and sessions are compared by their code units; those that have half of a surrogate pair need not be told apart. A key has one value at a time, the one that was remembered last; those before it
/// are kept, so that they can be forgotten, too. What is deleted is overwritten in the database's file (<c>PRAGMA secure_delete</c>).</para>
/// <para>Packer et al. 2023, "MemGPT: Towards LLMs as Operating Systems" (<see href="https://arxiv.org/abs/2310.08560"/>), §2.1: the working context.</para>
/// </remarks>
public sealed class FactMemory
{
    #region Solution
    private readonly SqliteConnection _connection;
    private readonly string _session;
    #endregion

    /// <summary>Opens the memory of a session, and makes its table where there is none.</summary>
    /// <param name="connection">An open connection, which the caller disposes; sessions may share it.</param>
    /// <param name="sessionId">Any text; sessions of different ids know nothing of each other.</param>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public FactMemory(SqliteConnection connection, string sessionId)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(sessionId);
        // TODO M11.E1: keep both, create the table if it does not exist, and have SQLite overwrite what is deleted.
        #region Solution
        (_connection, _session) = (connection, sessionId);
        using SqliteCommand command = Command("""
            PRAGMA secure_delete = ON;
            CREATE TABLE IF NOT EXISTS facts(session TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
                PRIMARY KEY (session, key, value));
            """);
        _ = command.ExecuteNonQuery();
        #endregion
    }

    /// <summary>Remembers a fact, as the newest of the session; its value takes the place of the key's earlier one.</summary>
    /// <param name="fact">The fact.</param>
    /// <exception cref="ArgumentException">The key or the value is null, empty, or white space.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void Remember(ChatFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        // TODO M11.E1: store the value with a number above all of the session.
        #region Solution
        ArgumentException.ThrowIfNullOrWhiteSpace(fact.Key, nameof(fact));
        ArgumentException.ThrowIfNullOrWhiteSpace(fact.Value, nameof(fact));
        using SqliteCommand command = Command(
            "INSERT OR REPLACE INTO facts SELECT $0, $1, $2, COALESCE(MAX(version), 0) + 1 FROM facts WHERE session = $0", _session, fact.Key, fact.Value);
        _ = command.ExecuteNonQuery();
        #endregion
    }

    /// <summary>Lists the facts that the session knows, those first that matter most to a text.</summary>
    /// <remarks>
    /// A <i>word</i> is a longest run of letters and digits (<see cref="char.IsLetterOrDigit(char)"/>), in small letters of the invariant culture. First
    /// come the facts with the most different words of the text in their key and value together; among those with as many, the one that was remembered last.
    /// </remarks>
    /// <param name="text">What the user asks.</param>
    /// <returns>Each key once, with its newest value.</returns>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<ChatFact> Recall(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M11.E1: read the newest value of every key, the newest fact first, and sort by the number of words that it shares with the text.
        #region Solution
        using SqliteCommand command = Command(
            "SELECT key, value, MAX(version) FROM facts WHERE session = $0 GROUP BY key ORDER BY MAX(version) DESC", _session);
        using SqliteDataReader reader = command.ExecuteReader();
        List<ChatFact> facts = [];
        while (reader.Read()) facts.Add(new ChatFact(reader.GetString(0), reader.GetString(1)));
        HashSet<string> asked = Words(text);
        return [.. facts.OrderByDescending(fact => Words($"{fact.Key} {fact.Value}").Count(asked.Contains))]; // equal ones stay in their order
        #endregion
    }

    /// <summary>Deletes a fact, with every value that it has had.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The values, in the order in which they were last remembered; none where the key is unknown.</returns>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<string> Forget(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // TODO M11.E1: read the key's values, then delete them.
        #region Solution
        List<string> values = [];
        using (SqliteCommand select = Command("SELECT value FROM facts WHERE session = $0 AND key = $1 ORDER BY version", _session, key))
        {
            using SqliteDataReader reader = select.ExecuteReader();
            while (reader.Read()) values.Add(reader.GetString(0));
        }

        using SqliteCommand delete = Command("DELETE FROM facts WHERE session = $0 AND key = $1", _session, key);
        _ = delete.ExecuteNonQuery();
        return values;
        #endregion
    }

    /// <summary>Deletes all facts of the session.</summary>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void ForgetAll()
    {
        // TODO M11.E1: delete the session's rows.
        #region Solution
        using SqliteCommand command = Command("DELETE FROM facts WHERE session = $0", _session);
        _ = command.ExecuteNonQuery();
        #endregion
    }

    #region Solution
    private static HashSet<string> Words(string text)
    {
        string spaced = string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '));
        return [.. spaced.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private SqliteCommand Command(string sql, params string[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++) _ = command.Parameters.AddWithValue("$" + (char)('0' + i), values[i]);
        return command;
    }
    #endregion
}

using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.LlmServers.Audit;

/// <summary>A row in a SQLite file for each request, on its way to the system before the end of its answer is: whatever happens to the
/// server, whoever has a whole answer is in it. It holds numbers and names, no word of a prompt or a reply.</summary>
/// <remarks>A killed process loses nothing that is written. A machine that loses power may lose the last rows, which waiting for the
/// disk at each request would prevent.</remarks>
internal sealed class AuditTrail : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly string _server;

    /// <summary>Opens a file, which is made if it is not there, and goes on at its end.</summary>
    /// <param name="file">The path.</param>
    /// <param name="started">When the server started, which tells its rows from those of earlier ones: names of answers begin anew.</param>
    /// <exception cref="IOException">It cannot be written, or is no such file.</exception>
    public AuditTrail(string file, DateTimeOffset started)
    {
        _server = Text(started);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _insert = _connection.CreateCommand();
        _insert.CommandText = """
            INSERT INTO calls (server, begun, milliseconds, route, answer, status, prompt_tokens, completion_tokens)
            VALUES ($server, $begun, $milliseconds, $route, $answer, $status, $prompt, $completion)
            """;
        try
        {
            _connection.Open();
            using SqliteCommand create = _connection.CreateCommand();
            create.CommandText = """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                CREATE TABLE IF NOT EXISTS calls (
                    call INTEGER PRIMARY KEY, server TEXT NOT NULL, begun TEXT NOT NULL, milliseconds REAL NOT NULL, route TEXT NOT NULL,
                    answer TEXT, status INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL);
                """;
            _ = create.ExecuteNonQuery();
            foreach (string name in (string[])["$server", "$begun", "$milliseconds", "$route", "$answer", "$status", "$prompt", "$completion"])
                _ = _insert.Parameters.AddWithValue(name, DBNull.Value);
        }
        catch (SqliteException e)
        {
            Dispose();
            throw new IOException($"The audit file {file} cannot be used: {e.Message} Give one that can be written, or a name that is free.", e);
        }
    }

    /// <summary>Writes a row.</summary>
    /// <exception cref="IOException">It is not written.</exception>
    public void Write(AuditRow row)
    {
        lock (_gate)
        {
            object?[] values = [_server, Text(row.Begun), row.Took.TotalMilliseconds, row.Route, row.Answer, row.Status, row.PromptTokens,
                row.CompletionTokens];
            for (int i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            try
            {
                _ = _insert.ExecuteNonQuery();
            }
            catch (SqliteException e)
            {
                throw new IOException($"The audit file {_connection.DataSource} takes no row: {e.Message}", e);
            }
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using SQLitePCL;

namespace LLMCourse.Tools;

/// <summary>Answers questions in SQL from a SQLite database, and changes nothing in it.</summary>
/// <remarks>
/// A model writes the SQL, so it is checked by SQLite's own authorizer and not by its words: reading tables and calling functions is
/// allowed, everything else is refused while the statement is prepared, <c>PRAGMA</c> and <c>ATTACH</c> too.
/// </remarks>
public sealed class SqlQuery
{
    /// <summary>The greatest number of rows of an answer; what follows is counted.</summary>
    public const int MostRows = 20;

    private readonly SqliteConnection _connection;
    private readonly Lock _one = new();

    /// <summary>Takes a database.</summary>
    /// <param name="connection">An open connection, which the caller disposes, and which only reads from here on.</param>
    public SqlQuery(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.State != System.Data.ConnectionState.Open)
            throw new ArgumentException("The connection is not open; call Open first.", nameof(connection));
        _connection = connection;
        _ = raw.sqlite3_set_authorizer(connection.Handle, MayRead, null);
    }

    /// <summary>Makes the tool, whose parameter is <c>query</c>.</summary>
    /// <param name="name">What it is called.</param>
    public AIFunction Create(string name = "sql") => AIFunctionFactory.Create(Ask, name);

    /// <summary>Runs a query.</summary>
    /// <param name="query">One SELECT.</param>
    /// <returns>The names of the columns and the rows, one in a line, with <c> | </c> between the columns.</returns>
    /// <exception cref="ToolException">It is no query that SQLite understands, or it would do more than read.</exception>
    [Description("Runs one SELECT on the database and returns its rows.")]
    public string Ask([Description("such as SELECT count(*) FROM cities")] string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_one)
        {
            try
            {
                using SqliteCommand command = _connection.CreateCommand();
                command.CommandText = query;
                using SqliteDataReader reader = command.ExecuteReader();
                string rows = Write(reader);
                return reader.NextResult() ? throw new ToolException("one SELECT at a time") : rows;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_AUTH)
            {
                throw new ToolException("only reading is allowed", e);
            }
            catch (SqliteException e)
            {
                throw new ToolException(raw.sqlite3_errmsg(_connection.Handle).utf8_to_string(), e);
            }
        }
    }

    private static string Write(SqliteDataReader reader)
    {
        if (reader.FieldCount == 0) throw new ToolException("this returns no rows");
        StringBuilder text = new(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
        int rows = 0;
        for (; reader.Read(); rows++)
        {
            if (rows >= MostRows) continue;
            _ = text.Append('\n').AppendJoin(" | ", Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)));
        }

        if (rows > MostRows) _ = text.Append(CultureInfo.InvariantCulture, $"\n… {rows - MostRows} more rows");
        return text.ToString();
    }

    private static int MayRead(object user, int action, utf8z first, utf8z second, utf8z database, utf8z trigger) =>
        action is raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE
            || (action == raw.SQLITE_FUNCTION && second.utf8_to_string() != "load_extension")
            ? raw.SQLITE_OK
            : raw.SQLITE_DENY;
}

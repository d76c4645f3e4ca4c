using LLMCourse.Reference;
using Microsoft.Data.Sqlite;
#region Solution
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
#endregion

namespace LLMCourse.M07;

/// <summary>A log in SQLite in which no row can be changed, removed, added or moved without being found.</summary>
/// <remarks>
/// <para>The table, one row an entry, with indices from 0:</para>
/// <code>audit(idx INTEGER PRIMARY KEY, at INTEGER, subject TEXT, action TEXT, content_hash TEXT, hash TEXT, content TEXT)</code>
/// <para>All but <c>content</c> are NOT NULL. <c>at</c> is in milliseconds since 1970. A text's <i>netstring</i> is its number of bytes in
/// UTF-8, a colon, the bytes, a comma: <c>2:hi,</c>. Numbers are decimal.
/// Hashes are written as 64 hexadecimal digits in small letters; ‖ joins.</para>
/// <para><c>subject</c> = HMAC-SHA256(key, netstring("subject") ‖ netstring(subject)).
/// <c>content_hash</c> = HMAC-SHA256(key, netstring("content") ‖ netstring(idx) ‖ netstring(content)).
/// <c>hash</c> = SHA-256 of the netstrings of the hash of the row before (64 zeros for the first), idx, at, subject, action, content_hash.
/// So anybody can follow the chain;
/// and only who has the key can find a person's rows, or find out by trial what an address or a content was.</para>
/// <para>Schneier and Kelsey 1999, "Secure audit logs to support computer forensics" (<see href="https://doi.org/10.1145/317087.317089"/>).
/// Differs: one key, no keys that evolve.</para>
/// </remarks>
public sealed class AuditLog
{
    #region Solution
    private const string Retention = "retention";

    private readonly SqliteConnection _connection;
    private readonly byte[] _key;
    #endregion

    /// <summary>Opens the log, and makes its table where there is none.</summary>
    /// <param name="connection">An open connection, which the caller disposes. Several logs, each with a connection of its own, may share a
    /// file.</param>
    /// <param name="key">The secret, at least 16 bytes; copied.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    [Exercise("M07.E7")]
    public AuditLog(SqliteConnection connection, byte[] key)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(key);
        // TODO M07.E7: keep connection and key, create the table if it does not exist, and have SQLite overwrite what is deleted.
        #region Solution
        if (key.Length < 16) throw new ArgumentException($"The key has {key.Length} bytes; give at least 16.", nameof(key));
        _connection = connection;
        _key = [.. key];
        using SqliteCommand command = Command("""
            PRAGMA secure_delete = ON;
            CREATE TABLE IF NOT EXISTS audit(idx INTEGER PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, action TEXT NOT NULL,
                content_hash TEXT NOT NULL, hash TEXT NOT NULL, content TEXT);
            """);
        _ = command.ExecuteNonQuery();
        #endregion
    }

    /// <summary>Gets the last row's index and hash, to be kept elsewhere; null where the log is empty.</summary>
    [Exercise("M07.E7")]
    public AuditAnchor? Head
    {
        get
        {
            // TODO M07.E7: read the row of the greatest index.
            #region Solution
            using SqliteCommand command = Command("SELECT idx, hash FROM audit ORDER BY idx DESC LIMIT 1");
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? new AuditAnchor(reader.GetInt64(0), reader.GetString(1)) : null;
            #endregion
        }
    }

    /// <summary>Adds an entry behind the last row.</summary>
    /// <remarks>Safe beside other connections that append: the write lock is taken before the last row is read, and waited for.</remarks>
    /// <param name="entry">The entry.</param>
    /// <returns>The new row's index and hash.</returns>
    /// <exception cref="ArgumentException">The action is <c>retention</c>.</exception>
    [Exercise("M07.E7", Title = "A hash-chained audit log", Weight = 1)]
    public AuditAnchor Append(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        // TODO M07.E7: in one transaction that locks at once, read the last row and insert the next.
        #region Solution
        if (entry.Action == Retention) throw new ArgumentException("The log writes the action 'retention' itself; name yours otherwise.", nameof(entry));
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        AuditAnchor added = Insert(entry);
        transaction.Commit();
        return added;
        #endregion
    }

    /// <summary>Finds a person's rows.</summary>
    /// <param name="subject">The subject, as in <see cref="AuditEntry.Subject"/>.</param>
    /// <returns>Their indices, ascending.</returns>
    [Exercise("M07.E7")]
    public IReadOnlyList<long> Find(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        // TODO M07.E7: select the rows of the subject's code.
        #region Solution
        using SqliteCommand command = Command("SELECT idx FROM audit WHERE subject = $0 ORDER BY idx", Code("subject", subject));
        using SqliteDataReader reader = command.ExecuteReader();
        List<long> found = [];
        while (reader.Read()) found.Add(reader.GetInt64(0));
        return found;
        #endregion
    }

    /// <summary>Takes the content of old rows away, and says so in a row.</summary>
    /// <remarks>
    /// Rows whose <c>at</c> is before <paramref name="now"/> − <paramref name="keep"/> lose their content, and nothing else; those of the
    /// action <c>retention</c> keep it. The bytes are gone from the file too
    /// (<c>PRAGMA secure_delete</c>). If any row lost its content, an entry is added in the same transaction: at <paramref name="now"/>, of
    /// the subject "", with the action <c>retention</c> and, as its content, the moment
    /// before which contents are gone, in milliseconds since 1970.
    /// </remarks>
    /// <param name="now">The present.</param>
    /// <param name="keep">How long contents are kept; 0 or more.</param>
    /// <returns>How many rows lost their content.</returns>
    /// <exception cref="ArgumentException"><paramref name="keep"/> is negative.</exception>
    [Exercise("M07.E7")]
    public int ApplyRetention(DateTimeOffset now, TimeSpan keep)
    {
        // TODO M07.E7: in one transaction, set the old contents to NULL and add the row that says so.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, TimeSpan.Zero);
        long before = (now - keep).ToUnixTimeMilliseconds();
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        using SqliteCommand command = Command(
            "UPDATE audit SET content = NULL WHERE at < $0 AND content IS NOT NULL AND action <> $1", before, Retention);
        int rows = command.ExecuteNonQuery();
        if (rows > 0) _ = Insert(new AuditEntry(now, "", Retention, before.ToString(CultureInfo.InvariantCulture)));
        transaction.Commit();
        return rows;
        #endregion
    }

    /// <summary>Looks whether every row is as it was written.</summary>
    /// <remarks>
    /// In the order of the indices, the first row with a fault is told, and of several faults of a row the one that stands first in <see cref="AuditFault"/>.
    /// A row without content is right where a later row of the action
    /// <c>retention</c>, itself without a fault, tells of a moment after the row's <c>at</c>. Rows that are missing at the end show only by an anchor, and so does a
    /// chain that was computed anew.
    /// </remarks>
    /// <param name="anchor">What the end of the log was at some time; null where none was kept.</param>
    /// <returns>The first fault; null where there is none.</returns>
    [Exercise("M07.E7")]
    public AuditProblem? Verify(AuditAnchor? anchor = null)
    {
        // TODO M07.E7: follow the chain from the first row, compute each hash again, and compare with the anchor where it points.
        #region Solution
        using SqliteCommand command = Command("SELECT idx, at, subject, action, content_hash, hash, content FROM audit ORDER BY idx");
        using SqliteDataReader reader = command.ExecuteReader();
        string last = new('0', 64);
        long next = 0;
        List<(long Index, AuditFault? Fault, long At, bool IsRewritten)> rows = [];
        List<(long Index, long Before)> retentions = [];
        while (reader.Read())
        {
            (long index, long at, string action, string? content) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(3), reader.IsDBNull(6) ? null : reader.GetString(6));
            string hash = reader.GetString(5);
            AuditFault? fault = index != next ? AuditFault.Missing
                : hash != Chain(last, index, at, reader.GetString(2), action, reader.GetString(4)) ? AuditFault.Altered
                : content is null ? AuditFault.ContentMissing
                : Code("content", Number(index), content) != reader.GetString(4) ? AuditFault.ContentAltered
                : null;
            bool isRewritten = index == anchor?.Index && hash != anchor.Hash;
            rows.Add((fault is AuditFault.Missing ? next : index, fault, at, isRewritten));
            if (fault is null && !isRewritten && action == Retention) retentions.Add((index, long.Parse(content!, CultureInfo.InvariantCulture)));
            (last, next) = (hash, index + 1);
        }

        foreach ((long index, AuditFault? fault, long at, bool isRewritten) in rows)
        {
            bool isRetained = fault is AuditFault.ContentMissing && retentions.Any(x => x.Index > index && x.Before > at);
            if (fault is { } found && !isRetained) return new AuditProblem(index, found);
            if (isRewritten) return new AuditProblem(index, AuditFault.Rewritten);
        }

        return anchor?.Index >= next ? new AuditProblem(next, AuditFault.Missing) : null;
        #endregion
    }

    #region Solution
    private AuditAnchor Insert(AuditEntry entry)
    {
        (long index, string last) = Head is { } head ? (head.Index + 1, head.Hash) : (0, new string('0', 64));
        long at = entry.At.ToUnixTimeMilliseconds();
        string subject = Code("subject", entry.Subject), contentHash = Code("content", Number(index), entry.Content);
        string hash = Chain(last, index, at, subject, entry.Action, contentHash);
        using SqliteCommand command = Command(
            "INSERT INTO audit VALUES ($0, $1, $2, $3, $4, $5, $6)", index, at, subject, entry.Action, contentHash, hash, entry.Content);
        _ = command.ExecuteNonQuery();
        return new AuditAnchor(index, hash);
    }

    private SqliteCommand Command(string text, params object[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++) _ = command.Parameters.AddWithValue($"${Number(i)}", values[i]);
        return command;
    }

    private string Code(params string[] parts) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Netstrings(parts)));

    private static string Chain(string last, long index, long at, string subject, string action, string contentHash) =>
        Convert.ToHexStringLower(SHA256.HashData(Netstrings(last, Number(index), Number(at), subject, action, contentHash)));

    private static byte[] Netstrings(params string[] parts) =>
        Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{Number(Encoding.UTF8.GetByteCount(part))}:{part},")));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    #endregion
}

using LLMCourse.Reference;
using Microsoft.Data.Sqlite;

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
        throw new NotImplementedException("M07.E7: keep connection and key, create the table if it does not exist, and have SQLite overwrite what is deleted.");
    }

    /// <summary>Gets the last row's index and hash, to be kept elsewhere; null where the log is empty.</summary>
    [Exercise("M07.E7")]
    public AuditAnchor? Head
    {
        get
        {
            // TODO M07.E7: read the row of the greatest index.
            throw new NotImplementedException("M07.E7: read the row of the greatest index.");
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
        throw new NotImplementedException("M07.E7: in one transaction that locks at once, read the last row and insert the next.");
    }

    /// <summary>Finds a person's rows.</summary>
    /// <param name="subject">The subject, as in <see cref="AuditEntry.Subject"/>.</param>
    /// <returns>Their indices, ascending.</returns>
    [Exercise("M07.E7")]
    public IReadOnlyList<long> Find(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        // TODO M07.E7: select the rows of the subject's code.
        throw new NotImplementedException("M07.E7: select the rows of the subject's code.");
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
        throw new NotImplementedException("M07.E7: in one transaction, set the old contents to NULL and add the row that says so.");
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
        throw new NotImplementedException("M07.E7: follow the chain from the first row, compute each hash again, and compare with the anchor where it points.");
    }
}

using LLMCourse.Reference;
using Microsoft.Data.Sqlite;
#region Solution
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
#endregion

namespace LLMCourse.M10;

/// <summary>Keeps versions of models that never change, and says which of them serves whom.</summary>
/// <remarks>
/// <para>Its tables:</para>
/// <code>
/// versions(name TEXT, version INTEGER, sha256 TEXT, PRIMARY KEY(name, version))
/// promotions(id INTEGER PRIMARY KEY, name TEXT, version INTEGER)
/// canaries(name TEXT PRIMARY KEY, version INTEGER, percent INTEGER)
/// </code>
/// <para>All columns are NOT NULL. A name's active version is the one in its row of <c>promotions</c> with the greatest id; the rows below are what was active before. A name has a row in <c>canaries</c> while it has a canary.
/// A file lies in the folder under its SHA-256, in 64 hexadecimal digits in small letters, once for all versions that have it.</para>
/// <para>Every member that writes does so in one transaction, which takes the write lock first: a process that is killed leaves the old state or the new one, and several connections may write at once.</para>
/// </remarks>
public sealed class ModelRegistry
{
    #region Solution
    private readonly SqliteConnection _connection;
    private readonly string _folder;
    #endregion

    /// <summary>Opens a registry, and makes its tables and its folder where there are none.</summary>
    /// <param name="connection">An open connection, which the caller disposes; used by one thread at a time. Other registries, with connections of their own, may share the database.</param>
    /// <param name="folder">Where the files lie.</param>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public ModelRegistry(SqliteConnection connection, string folder)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(folder);
        // TODO M10.E5: keep both, and create tables and folder if they do not exist.
        #region Solution
        (_connection, _folder) = (connection, folder);
        _ = Directory.CreateDirectory(folder);
        _ = Execute("""
            CREATE TABLE IF NOT EXISTS versions(name TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY(name, version));
            CREATE TABLE IF NOT EXISTS promotions(id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS canaries(name TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, percent INTEGER NOT NULL);
            """);
        #endregion
    }

    /// <summary>Takes a file in as the next version of a model.</summary>
    /// <remarks>The file is hashed as it is copied: to a name of its own in the folder, which is then renamed to the hash. So nobody ever sees half a file under a hash, and nothing is left of one that is refused.</remarks>
    /// <param name="name">The model's name, where case matters.</param>
    /// <param name="path">The file; it is not changed.</param>
    /// <param name="sha256">The SHA-256 that its maker has told: 64 hexadecimal digits, small or capital.</param>
    /// <returns>The version, from 1 for each name. A file that the name has already is no new version: its old number comes back.</returns>
    /// <exception cref="InvalidDataException">The file has another hash. Nothing is kept.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public int Publish(string name, string path, string sha256)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(sha256);
        // TODO M10.E5: copy to a temporary name, compare the hash, rename; then find or insert the version in one transaction.
        #region Solution
        string temporary = Path.Combine(_folder, $"{Guid.NewGuid():N}.part");
        string hash;
        try
        {
            using (FileStream from = File.OpenRead(path))
            using (FileStream to = File.Create(temporary))
                hash = Copy(from, to);
            if (!hash.Equals(sha256, StringComparison.OrdinalIgnoreCase)) throw new InvalidDataException($"The SHA-256 of {path} is {hash}, and should be {sha256}: get the file again.");
            File.Move(temporary, Path.Combine(_folder, hash), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        int? version = Number("SELECT version FROM versions WHERE name = $0 AND sha256 = $1", name, hash);
        if (version is null)
        {
            version = (Number("SELECT max(version) FROM versions WHERE name = $0", name) ?? 0) + 1;
            _ = Execute("INSERT INTO versions VALUES ($0, $1, $2)", name, version, hash);
        }

        transaction.Commit();
        return version.Value;
        #endregion
    }

    /// <summary>Opens the file of a version, after it was compared with its hash.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version.</param>
    /// <returns>A stream at its beginning, which cannot write; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    /// <exception cref="InvalidDataException">The file has been changed.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public Stream Open(string name, int version)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: open the file, hash what was opened, and go back to its beginning.
        #region Solution
        string wanted = Text("SELECT sha256 FROM versions WHERE name = $0 AND version = $1", name, version) ?? throw NoVersion(name, version);
        FileStream file = File.OpenRead(Path.Combine(_folder, wanted));
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != wanted)
        {
            file.Dispose();
            throw new InvalidDataException($"The file of {name} {version} has been changed; publish it again.");
        }

        file.Position = 0;
        return file;
        #endregion
    }

    /// <summary>Gets the version that serves; null before the first promotion.</summary>
    /// <param name="name">The model's name.</param>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public int? Active(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: the newest promotion.
        #region Solution
        return Number("SELECT version FROM promotions WHERE name = $0 ORDER BY id DESC LIMIT 1", name);
        #endregion
    }

    /// <summary>Has a version serve everybody, and ends the canary.</summary>
    /// <remarks>If it serves already, only the canary ends.</remarks>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="ArgumentException">There is no such version; nothing changes.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public void Promote(string name, int version)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: in one transaction, check the version, add the promotion, delete the canary.
        #region Solution
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        EnsureVersion(name, version);
        if (Active(name) != version) _ = Execute("INSERT INTO promotions(name, version) VALUES ($0, $1)", name, version);
        _ = Execute("DELETE FROM canaries WHERE name = $0", name);
        transaction.Commit();
        #endregion
    }

    /// <summary>Has the version serve again that was active before the one that is, and ends the canary. A second call goes one further back.</summary>
    /// <param name="name">The model's name.</param>
    /// <returns>The version that serves now.</returns>
    /// <exception cref="InvalidOperationException">None was active before; nothing changes.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public int Rollback(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: in one transaction, delete the newest promotion, if there is another below it, and the canary.
        #region Solution
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _ = Execute("DELETE FROM promotions WHERE id = (SELECT max(id) FROM promotions WHERE name = $0)", name);
        int version = Active(name) ?? throw new InvalidOperationException($"No version of {name} was active before.");
        _ = Execute("DELETE FROM canaries WHERE name = $0", name);
        transaction.Commit();
        return version;
        #endregion
    }

    /// <summary>Has a version serve a share of the keys, in the place of the canary that there was.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version, another than the active one.</param>
    /// <param name="percent">The share, from 0, which ends the canary, to 100.</param>
    /// <exception cref="ArgumentException">There is no such version, it is the active one, or the share is out of range.</exception>
    /// <exception cref="InvalidOperationException">No version is active.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public void SetCanary(string name, int version, int percent)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: check in a transaction, and write the one row that the name may have.
        #region Solution
        if (percent is < 0 or > 100) throw new ArgumentException($"percent is {percent}; it must be from 0 to 100.", nameof(percent));
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        EnsureVersion(name, version);
        int active = Active(name) ?? throw new InvalidOperationException($"No version of {name} is active; promote one first.");
        if (active == version) throw new ArgumentException($"Version {version} of {name} is the active one; a canary is another.", nameof(version));
        _ = percent == 0
            ? Execute("DELETE FROM canaries WHERE name = $0", name)
            : Execute("INSERT OR REPLACE INTO canaries VALUES ($0, $1, $2)", name, version, percent);
        transaction.Commit();
        #endregion
    }

    /// <summary>Says which version serves a key, such as a user.</summary>
    /// <remarks>
    /// With a canary, the first 8 bytes of SHA-256(netstring(name) ‖ netstring(canary's version) ‖ netstring(key)), as a big-endian number without sign, modulo 100: below the share it is the canary. A netstring
    /// is the number of bytes in UTF-8, a colon, the bytes, a comma: <c>2:hi,</c>. So a key stays where it is, a larger share only takes keys to the canary, and another canary meets other keys first.
    /// </remarks>
    /// <param name="name">The model's name.</param>
    /// <param name="key">The key.</param>
    /// <returns>The version.</returns>
    /// <exception cref="InvalidOperationException">No version is active.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public int Route(string name, string key)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(key);
        // TODO M10.E5: read the active version and the canary in one query, and compare the key's number with the share.
        #region Solution
        using SqliteCommand command = Command(
            "SELECT p.version, c.version, c.percent FROM promotions p LEFT JOIN canaries c ON c.name = p.name WHERE p.name = $0 ORDER BY p.id DESC LIMIT 1", name);
        using SqliteDataReader reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidOperationException($"No version of {name} is active; promote one first.");
        if (reader.IsDBNull(1)) return reader.GetInt32(0);
        string canary = reader.GetInt32(1).ToString(CultureInfo.InvariantCulture);
        byte[] hash = SHA256.HashData([.. Netstring(name), .. Netstring(canary), .. Netstring(key)]);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % 100) < reader.GetInt32(2) ? reader.GetInt32(1) : reader.GetInt32(0);
        #endregion
    }

    #region Solution
    private static byte[] Netstring(string text) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text)}:{text},"));

    private static string Copy(Stream from, Stream to)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            to.Write(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ArgumentException NoVersion(string name, int version) => new($"There is no version {version} of {name}.", nameof(version));

    private void EnsureVersion(string name, int version)
    {
        if (Number("SELECT 1 FROM versions WHERE name = $0 AND version = $1", name, version) is null) throw NoVersion(name, version);
    }

    private SqliteCommand Command(string text, params object[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++) _ = command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), values[i]);
        return command;
    }

    private int Execute(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        return command.ExecuteNonQuery();
    }

    private string? Text(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        return command.ExecuteScalar() as string;
    }

    private int? Number(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        return command.ExecuteScalar() is long number ? (int)number : null;
    }
    #endregion
}

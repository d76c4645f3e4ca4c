using LLMCourse.Reference;
using Microsoft.Data.Sqlite;

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

    /// <summary>Opens a registry, and makes its tables and its folder where there are none.</summary>
    /// <param name="connection">An open connection, which the caller disposes; used by one thread at a time. Other registries, with connections of their own, may share the database.</param>
    /// <param name="folder">Where the files lie.</param>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public ModelRegistry(SqliteConnection connection, string folder)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(folder);
        // TODO M10.E5: keep both, and create tables and folder if they do not exist.
        throw new NotImplementedException("M10.E5: keep both, and create tables and folder if they do not exist.");
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
        throw new NotImplementedException("M10.E5: copy to a temporary name, compare the hash, rename; then find or insert the version in one transaction.");
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
        throw new NotImplementedException("M10.E5: open the file, hash what was opened, and go back to its beginning.");
    }

    /// <summary>Gets the version that serves; null before the first promotion.</summary>
    /// <param name="name">The model's name.</param>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public int? Active(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // TODO M10.E5: the newest promotion.
        throw new NotImplementedException("M10.E5: the newest promotion.");
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
        throw new NotImplementedException("M10.E5: in one transaction, check the version, add the promotion, delete the canary.");
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
        throw new NotImplementedException("M10.E5: in one transaction, delete the newest promotion, if there is another below it, and the canary.");
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
        throw new NotImplementedException("M10.E5: check in a transaction, and write the one row that the name may have.");
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
        throw new NotImplementedException("M10.E5: read the active version and the canary in one query, and compare the key's number with the share.");
    }
}

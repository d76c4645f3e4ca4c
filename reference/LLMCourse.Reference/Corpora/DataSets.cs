using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Reference.Corpora;

/// <summary>Reads data sets by name; what does not have the manifest's size and SHA-256 is refused.</summary>
public sealed class DataSets
{
    private const string ManifestName = "manifest.json";

    private static readonly Lazy<DataSets> Embedded = new(() => new DataSets("the assembly's data/", FromAssembly));
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _where;
    private readonly Func<string, byte[]?> _read;
    private readonly Dictionary<string, DataSet> _sets;

    private DataSets(string where, Func<string, byte[]?> read)
    {
        _where = where;
        _read = read;
        byte[] manifest = read(ManifestName)
            ?? throw new DataSetException(
                $"{where}{ManifestName} is missing; name a folder that has one, such as data/ in the repository.");
        All = DataManifest.Parse(manifest, where + ManifestName).DataSets;
        _sets = All.ToDictionary(set => set.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets the data that the course ships, inside this assembly: <c>moby-dick</c>, <c>names</c>, <c>gpt2-merges</c>.</summary>
    public static DataSets Shipped => Embedded.Value;

    /// <summary>Gets what there is, in the manifest's order.</summary>
    public IReadOnlyList<DataSet> All { get; }

    /// <summary>Opens a folder that has a <c>manifest.json</c>.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <exception cref="DataSetException">The manifest is missing or cannot be read.</exception>
    public static DataSets FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new DataSets(Path.TrimEndingDirectorySeparator(folder) + "/", name =>
        {
            string path = Path.Combine(folder, name);
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        });
    }

    /// <summary>Finds what the manifest says of a data set.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataSetException">There is no such data set; the message lists those there are.</exception>
    public DataSet Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _sets.TryGetValue(name, out DataSet? set)
            ? set
            : throw new DataSetException(
                $"There is no data set '{name}' in {_where}; there are: {string.Join(", ", All.Select(known => known.Name))}.");
    }

    /// <summary>Reads a data set's bytes.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A new array, which is the caller's.</returns>
    /// <exception cref="DataSetException">It is unknown or missing, or it differs from the manifest in size or SHA-256.</exception>
    public byte[] ReadBytes(string name)
    {
        DataSet set = Find(name);
        byte[] bytes = _read(set.File)
            ?? throw new DataSetException($"{_where}{set.File} is missing; restore it, for example from version control.");
        if (bytes.Length != set.Bytes)
            throw Differs(set, $"it has {bytes.Length} bytes, not {set.Bytes}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return hash.Equals(set.Sha256, StringComparison.OrdinalIgnoreCase)
            ? bytes
            : throw Differs(set, $"its SHA-256 is {hash}, not {set.Sha256}");
    }

    /// <summary>Reads a data set as text in UTF-8.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataSetException">As for <see cref="ReadBytes"/>; or it is not UTF-8.</exception>
    public string ReadText(string name)
    {
        byte[] bytes = ReadBytes(name);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataSetException($"'{name}' is not UTF-8 from byte {error.Index} on; read it with {nameof(ReadBytes)}.", error);
        }
    }

    /// <summary>Reads a data set as lines; empty ones are left out.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataSetException">As for <see cref="ReadText"/>.</exception>
    public IReadOnlyList<string> ReadLines(string name) =>
        ReadText(name).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static byte[]? FromAssembly(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("data/" + name);
        if (stream is null) return null;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private DataSetException Differs(DataSet set, string how) =>
        new($"{_where}{set.File} is not the file that the manifest describes: {how}. "
            + "Restore it, or, if the change is meant, write its size and hash into the manifest.");
}

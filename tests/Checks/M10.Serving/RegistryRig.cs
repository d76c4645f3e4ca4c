using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M10;

/// <summary>A registry in a folder of its own, with files to publish.</summary>
internal sealed class RegistryRig : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-");
    private readonly List<SqliteConnection> _connections = [];

    public RegistryRig() => (Connection, Registry) = Another();

    public SqliteConnection Connection { get; }

    public ModelRegistry Registry { get; }

    public string Files => Path.Combine(_folder.FullName, "files");

    /// <summary>Opens the same registry with another connection.</summary>
    public (SqliteConnection Connection, ModelRegistry Registry) Another()
    {
        SqliteConnection connection = Connect();
        return (connection, new ModelRegistry(connection, Files));
    }

    public SqliteConnection Connect(int timeout = 30)
    {
        SqliteConnection connection =
            new($"Data Source={Path.Combine(_folder.FullName, "registry.db")};Pooling=False;Default Timeout={timeout}");
        connection.Open();
        _connections.Add(connection);
        return connection;
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public string Upload(string text)
    {
        string path = Path.Combine(_folder.FullName, $"upload-{Hash(text)[..8]}");
        File.WriteAllText(path, text);
        return path;
    }

    public int Publish(string name, string text) => Registry.Publish(name, Upload(text), Hash(text));

    /// <summary>Publishes so many versions.</summary>
    public RegistryRig With(string name, int versions)
    {
        for (int i = 1; i <= versions; i++) _ = Publish(name, $"{name} {i}");
        return this;
    }

    /// <summary>Lists the files that the registry keeps, in the order of their names.</summary>
    public string Kept() =>
        string.Join('\n', Directory.GetFiles(Files, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path) is { Length: 64 } hash ? hash : "a file of another name").Order(StringComparer.Ordinal));

    /// <summary>Says what is in the tables of promotions and canaries, without the ids.</summary>
    public string State(string name)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = """
            SELECT 'promoted ' || version FROM (SELECT version FROM promotions WHERE name = $name ORDER BY id)
            UNION ALL SELECT 'canary ' || version || ' for ' || percent FROM canaries WHERE name = $name
            """;
        _ = command.Parameters.AddWithValue("$name", name);
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> lines = [];
        while (reader.Read()) lines.Add(reader.GetString(0));
        return lines.Count == 0 ? "nothing" : string.Join(", ", lines);
    }

    public void Execute(string sql)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    /// <summary>Says what a call ends with: its result, or the type of its exception.</summary>
    public static string Try(Func<object?> call)
    {
        try
        {
            return Convert.ToString(call(), CultureInfo.InvariantCulture) ?? "null";
        }
        catch (NotImplementedException)
        {
            throw;
        }
        catch (Exception e)
        {
            return e is ArgumentException ? "ArgumentException" : ExceptionName.Of(e);
        }
    }

    public static string Try(Action call) => Try(() =>
    {
        call();
        return "done";
    });

    public void Dispose()
    {
        foreach (SqliteConnection connection in _connections) connection.Dispose();
        _folder.Delete(recursive: true);
    }
}

using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Finds the ten nearest of 100,000 vectors with sqlite-vec, which looks at all of them: an extension of SQLite in C, with the
/// processor's vector instructions.</summary>
public sealed class SqliteVecSearchVectors : IWork
{
    private readonly SqliteConnection _database = new("Data Source=:memory:");
    private readonly byte[][] _queries = [.. VectorCorpus.Queries()[..10].Select(Bytes)];
    private readonly SqliteCommand _search;

    /// <summary>Makes the table. The extension is what `npm install` of the package sqlite-vec-linux-x64 left beside the peers.</summary>
    public SqliteVecSearchVectors()
    {
        _database.Open();
        _database.LoadExtension(Path.GetFullPath("node_modules/sqlite-vec-linux-x64/vec0.so"));
        Run($"create virtual table vectors using vec0(vector float[{VectorCorpus.Width}])");
        using SqliteTransaction transaction = _database.BeginTransaction();
        using SqliteCommand insert = _database.CreateCommand();
        insert.CommandText = "insert into vectors(rowid, vector) values ($id, $vector)";
        foreach ((int i, float[] vector) in VectorCorpus.Vectors().Index())
        {
            insert.Parameters.Clear();
            _ = insert.Parameters.AddWithValue("$id", i);
            _ = insert.Parameters.AddWithValue("$vector", Bytes(vector));
            _ = insert.ExecuteNonQuery();
        }

        transaction.Commit();
        _search = _database.CreateCommand();
        _search.CommandText = "select rowid, distance from vectors where vector match $query and k = 10 order by distance";
    }

    /// <inheritdoc/>
    public static string Name => "search-vectors-sqlite-vec";

    /// <inheritdoc/>
    public static string Unit => "queries";

    /// <inheritdoc/>
    public long Run()
    {
        foreach (byte[] query in _queries)
        {
            _search.Parameters.Clear();
            _ = _search.Parameters.AddWithValue("$query", query);
            using SqliteDataReader rows = _search.ExecuteReader();
            int found = 0;
            while (rows.Read()) found++;
            if (found != 10) throw new InvalidOperationException($"A search found {found}, not 10.");
        }

        return _queries.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _search.Dispose();
        _database.Dispose();
    }

    private static byte[] Bytes(float[] vector) => MemoryMarshal.AsBytes<float>(vector).ToArray();

    private void Run(string sql)
    {
        using SqliteCommand command = _database.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}

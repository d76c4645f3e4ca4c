#!/usr/bin/env bash
# One would guess that a statement waits for a lock up to its timeout, whether it returns rows or not. A statement with RETURNING commits when
# its reader is closed, and that is not tried again: where another connection reads just then, it fails at once, and its row is gone.
set -euo pipefail

version=10.0.15
seen='DELETE, INSERT: waits, 3 rows
DELETE, INSERT … RETURNING: SQLite Error 5 at once, 2 rows
WAL, INSERT: is not kept waiting, 3 rows
WAL, INSERT … RETURNING: is not kept waiting, 3 rows'

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
cd -- "$folder"
cat >finding.csproj <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Data.Sqlite" Version="[$version]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using Microsoft.Data.Sqlite;

foreach (string mode in new[] { "DELETE", "WAL" })
{
    foreach (string returning in new[] { "", " RETURNING i" })
    {
        string source = $"Data Source={mode}{returning.Length}.db;Pooling=False;Default Timeout=30";
        using SqliteConnection one = new(source), other = new(source);
        one.Open();
        other.Open();
        Run(one, $"PRAGMA journal_mode = {mode}; CREATE TABLE t(i INTEGER); INSERT INTO t VALUES (1), (2)");
        using SqliteCommand select = new("SELECT i FROM t", one);
        SqliteDataReader reader = select.ExecuteReader();
        reader.Read();
        Task reading = Task.Delay(2000).ContinueWith(_ => reader.Dispose());
        string end;
        try
        {
            Run(other, "INSERT INTO t VALUES (3)" + returning);
            end = reading.IsCompleted ? "waits" : "is not kept waiting";
        }
        catch (SqliteException e)
        {
            end = $"SQLite Error {e.SqliteErrorCode} {(reading.IsCompleted ? "late" : "at once")}";
        }

        reading.Wait();
        Console.WriteLine($"{mode}, INSERT{(returning == "" ? "" : " … RETURNING")}: {end}, {Run(one, "SELECT COUNT(*) FROM t")} rows");
    }
}

static object? Run(SqliteConnection connection, string sql)
{
    using SqliteCommand command = new(sql, connection);
    return command.ExecuteScalar();
}
PROGRAM
dotnet build -c Release -o out -v q --nologo >build.txt 2>&1 || { cat build.txt; exit 2; }

echo "Microsoft.Data.Sqlite $version: beside a reader INSERT waits up to its timeout, INSERT … RETURNING fails at once; in WAL mode neither has to"
output=$(dotnet out/finding.dll)
printf '%s\n' "$output" | sed 's/^/  /'
if [[ $output != "$seen" ]]; then
  printf 'CHANGED. Seen before:\n%s\n' "$seen"
  exit 1
fi

using System.ComponentModel;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace LLMCourse.Tools.Tests;

public sealed class ToolTests
{
    [Theory]
    [InlineData("2 * (3 + 4)", "14")]
    [InlineData("7", "7")]
    [InlineData(" 1.50 + 0.5 ", "2")]
    [InlineData("10 / 4", "2.5")]
    [InlineData("2 - 3 - 4", "-5")]
    [InlineData("12 / 3 / 2", "2")]
    [InlineData("-(2 + 3) * -4", "20")]
    [InlineData("2+3*4", "14")]
    [InlineData("0.1 + 0.2", "0.3")]
    public void Evaluate_Expression_IsItsValue(string expression, string value) => Assert.Equal(value, Calculator.Evaluate(expression));

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("2 +", "ends too early")]
    [InlineData("(2", "ends too early")]
    [InlineData("2 3", "'3' at position 3")]
    [InlineData("two", "'t' at position 1")]
    [InlineData("1..2", "'1' at position 1")]
    [InlineData("1 / 0", "division by zero")]
    [InlineData("1 / (2 - 2)", "division by zero")]
    public void Evaluate_NoExpression_SaysWhere(string expression, string says) =>
        Assert.Contains(says, Assert.Throws<ToolException>(() => Calculator.Evaluate(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void Evaluate_ManyBrackets_IsRefusedBeforeTheStackEnds() =>
        Assert.Contains("nested too deeply",
            Assert.Throws<ToolException>(() => Calculator.Evaluate(new string('(', 100_000) + "1")).Message, StringComparison.Ordinal);

    [Fact]
    public void Ask_Select_IsItsRows()
    {
        using SqliteConnection connection = Cities();
        SqlQuery tool = new(connection);

        Assert.Equal("name | people\nOslo | 709000\nRome | NULL", tool.Ask("SELECT name, people FROM cities ORDER BY name"));
        Assert.Equal("count(*)\n2", tool.Ask("SELECT count(*) FROM cities"));
        Assert.Equal("upper(name)\nOSLO\nROME", tool.Ask("SELECT upper(name) FROM cities"));
    }

    [Fact]
    public void Ask_ManyRows_CountsWhatItLeavesOut()
    {
        using SqliteConnection connection = Cities();
        string[] lines = new SqlQuery(connection).Ask(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25) SELECT i FROM n").Split('\n');

        Assert.Equal(22, lines.Length);
        Assert.Equal("… 5 more rows", lines[^1]);
    }

    [Theory]
    [InlineData("DELETE FROM cities")]
    [InlineData("INSERT INTO cities VALUES ('Bern', 1)")]
    [InlineData("DROP TABLE cities")]
    [InlineData("CREATE TABLE t (x)")]
    [InlineData("PRAGMA query_only = OFF")]
    [InlineData("ATTACH 'other.db' AS other")]
    [InlineData("SELECT name FROM cities; DELETE FROM cities")]
    [InlineData("UPDATE cities SET people = 1 RETURNING name")]
    public void Ask_MoreThanReading_IsRefusedAndChangesNothing(string query)
    {
        using SqliteConnection connection = Cities();
        SqlQuery tool = new(connection);

        Assert.Equal("only reading is allowed", Assert.Throws<ToolException>(() => tool.Ask(query)).Message);
        Assert.Equal("count(*) | max(people)\n2 | 709000", tool.Ask("SELECT count(*), max(people) FROM cities"));
    }

    [Fact]
    public void Ask_TwoQueries_IsRefused()
    {
        using SqliteConnection connection = Cities();
        Assert.Equal("one SELECT at a time",
            Assert.Throws<ToolException>(() => new SqlQuery(connection).Ask("SELECT 1; SELECT 2")).Message);
    }

    [Theory]
    [InlineData("SELECT name FROM towns", "no such table: towns")]
    [InlineData("SELEC", "syntax error")]
    public void Ask_NoQuery_SaysWhatSqliteSays(string query, string says)
    {
        using SqliteConnection connection = Cities();
        Assert.Contains(says, Assert.Throws<ToolException>(() => new SqlQuery(connection).Ask(query)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTheFolder_AndOfNoOther()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tools-");
        try
        {
            string root = Path.Combine(folder.FullName, "files");
            _ = Directory.CreateDirectory(Path.Combine(root, "notes"));
            File.WriteAllText(Path.Combine(root, "today.txt"), "buy milk");
            File.WriteAllText(Path.Combine(root, "notes", "long.txt"), new string('x', FileLookup.MostCharacters + 3));
            File.WriteAllText(Path.Combine(folder.FullName, "secret.txt"), "1234");
            _ = File.CreateSymbolicLink(Path.Combine(root, "link.txt"), Path.Combine(folder.FullName, "secret.txt"));
            FileLookup tool = new(root);

            Assert.Equal("buy milk", tool.Read("today.txt"));
            Assert.EndsWith("x\n… 3 more characters", tool.Read("notes/long.txt"), StringComparison.Ordinal);
            foreach (string path
                in (string[])["../secret.txt", "link.txt", Path.Combine(folder.FullName, "secret.txt"), "notes/../../secret.txt", ""])
                Assert.Equal($"there is no file '{path}'; there are notes/long.txt, today.txt",
                    Assert.Throws<ToolException>(() => tool.Read(path)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task McpTools_OfAMethod_HasItsSchemaAndItsResult()
    {
        await using McpTools mcp = await McpTools.StartAsync(new Dictionary<string, Delegate> { ["convert"] = Miles });
        AIFunction tool = Assert.Single(mcp.Tools);

        Assert.Equal("convert", tool.Name);
        Assert.Equal("""{"type":"object","properties":{"miles":{"description":"how many","type":"number"}},"required":["miles"]}""",
            tool.JsonSchema.GetRawText());
        Assert.Equal("16.09 km", Assert.IsType<TextContent>(await tool.InvokeAsync(new AIFunctionArguments { ["miles"] = 10 })).Text);
        JsonElement failed = Assert.IsType<JsonElement>(await tool.InvokeAsync(new AIFunctionArguments { ["miles"] = "ten" }));
        Assert.True(failed.GetProperty("isError").GetBoolean());

        [Description("Converts miles.")]
        static string Miles([Description("how many")] double miles) => FormattableString.Invariant($"{miles * 1.609:0.##} km");
    }

    [Fact]
    public void Create_Tools_HaveSchemasOfTheirMethods()
    {
        using SqliteConnection connection = Cities();
        JsonElement parameter = Calculator.Create().JsonSchema.GetProperty("properties").GetProperty("expression");
        Assert.Equal(("string", "such as 2 * (3 + 4)"),
            (parameter.GetProperty("type").GetString(), parameter.GetProperty("description").GetString()));
        Assert.Equal("sql", new SqlQuery(connection).Create().Name);
    }

    private static SqliteConnection Cities()
    {
        SqliteConnection connection = new("Data Source=:memory:");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE cities (name TEXT, people INTEGER); INSERT INTO cities VALUES ('Oslo', 709000), ('Rome', NULL)";
        _ = command.ExecuteNonQuery();
        return connection;
    }
}

using Microsoft.Data.Sqlite;

namespace LLMCourse.M07;

[Trait("Exercise", "M07.E7")]
public sealed class AuditLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly AuditLog _log;

    public AuditLogTests()
    {
        _connection.Open();
        _log = new AuditLog(_connection, "sixteen bytes or more"u8.ToArray());
    }

    public void Dispose() => _connection.Dispose();

    [Fact(DisplayName = "M07.E7 Worked by hand: the hash of the first row")]
    public void Append_First_IsTheHashOfItsNetstrings()
    {
        AuditAnchor first = _log.Append(new AuditEntry(Noon, "jane@example.com", "ask", "hi"));

        // S=$(printf '7:subject,16:jane@example.com,' | openssl dgst -sha256 -hmac 'sixteen bytes or more' -r | cut -c1-64)
        // C=$(printf '7:content,1:0,2:hi,'            | openssl dgst -sha256 -hmac 'sixteen bytes or more' -r | cut -c1-64)
        // printf "64:%064d,1:0,13:1795867200000,64:$S,3:ask,64:$C," 0 | sha256sum
        Assert.Equal(new AuditAnchor(0, "6589ef6336b320b72be2618a6ad21adff787c40492d3be370214e728545ca77e"), first);
    }

    [Fact(DisplayName = "M07.E7 A log as it was written has no fault, and a person's rows are found")]
    public void Verify_Untouched_IsNull()
    {
        foreach (string who in (string[])["jane", "joe", "jane"]) _ = _log.Append(new AuditEntry(Noon, who, "ask", "content of " + who));
        Assert.Null(_log.Verify());
        Assert.Null(_log.Verify(_log.Head));
        Assert.Equal([0, 2], _log.Find("jane"));
        Assert.Empty(_log.Find("Jane"));
    }

    [Theory(DisplayName = "M07.E7 What was done to row 1 is found")]
    [InlineData("UPDATE audit SET action = 'delete' WHERE idx = 1", 1, AuditFault.Altered)]
    [InlineData("UPDATE audit SET content = 'no' WHERE idx = 1", 1, AuditFault.ContentAltered)]
    [InlineData("UPDATE audit SET content = NULL WHERE idx = 1", 1, AuditFault.ContentMissing)]
    [InlineData("DELETE FROM audit WHERE idx = 1", 1, AuditFault.Missing)]
    [InlineData("DELETE FROM audit WHERE idx = 2", 2, AuditFault.Missing)]
    public void Verify_Touched_TellsTheRow(string sql, long index, AuditFault fault)
    {
        for (int i = 0; i < 3; i++) _ = _log.Append(new AuditEntry(Noon, "jane", "ask", "yes"));
        AuditAnchor anchor = _log.Head!;
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
        Assert.Equal(new AuditProblem(index, fault), _log.Verify(anchor));
    }

    [Fact(DisplayName = "M07.E7 Retention takes contents away, and the chain holds")]
    public void ApplyRetention_OldRows_LoseTheirContent()
    {
        _ = _log.Append(new AuditEntry(Noon.AddDays(-31), "jane", "ask", "old"));
        _ = _log.Append(new AuditEntry(Noon, "jane", "ask", "new"));
        Assert.Equal(1, _log.ApplyRetention(Noon, TimeSpan.FromDays(30)));
        Assert.Equal(0, _log.ApplyRetention(Noon, TimeSpan.FromDays(30)));
        Assert.Null(_log.Verify());
        Assert.Equal(2, _log.Head!.Index);
    }

    [Fact(DisplayName = "M07.E7 What a licence has against a use")]
    public void Check_Llama_AsksForItsName()
    {
        Assert.Equal(["users", "attribution"], UsagePolicy.Check("llama-3.1-community", new ModelUse(IsCommercial: true, MonthlyUsers: 700_000_001, NamesAuthors: false)));
        Assert.Empty(UsagePolicy.Check("Apache-2.0", new ModelUse(true, 10, true)));
        Assert.Equal(["unknown licence"], UsagePolicy.Check("", new ModelUse(false, 1, true)));
    }
}

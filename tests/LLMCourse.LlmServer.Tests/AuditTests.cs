using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LLMCourse.LlmServers.Tests;

/// <summary>The rows that a server keeps of its requests.</summary>
public sealed class AuditTests : IDisposable
{
    private const string WholeRequest = """{"model":"local-model","messages":[{"role":"user","content":"kept secret"}],"max_tokens":3}""";
    private const string StreamRequest = """{"model":"local-model","messages":[{"role":"user","content":"kept secret"}],"max_tokens":3,"stream":true}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-audit-");

    private string AuditFile => Path.Combine(_folder.FullName, "calls.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Requests_OfEveryEnd_HaveTheirRows()
    {
        using var gate = new Gate();
        var left = new ScriptedModel("hello") { BeforeToken = (i, token) => i < 1 ? Task.CompletedTask : gate.WaitAsync(i, token) };
        await using (LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello"), Audited))
        {
            using HttpClient http = server.CreateClient();
            _ = await http.AskAsync(Requests.Chat, WholeRequest);
            _ = await http.SendAsync(Requests.Chat, StreamRequest);
            _ = await http.AskAsync("/v1/embeddings", """{"model":"local-model","input":"ab"}""");
            _ = await http.SendAsync(Requests.Chat, """{"model":"gpt-9","messages":[]}""");
            _ = await http.SendAsync("/v1/nothing", "{}");
            _ = await http.GetStringAsync("/healthz");
        }

        await using (LlmServer server = await LlmServer.StartInMemoryAsync(left, Audited))
        {
            using HttpClient http = server.CreateClient();
            using (HttpResponseMessage answer = await http.OpenAsync(Requests.Chat, StreamRequest))
            {
                Stream body = await answer.Content.ReadAsStreamAsync();
                Assert.NotEqual(0, await body.ReadAsync(new byte[1]));
            }

            Assert.True(SpinWait.SpinUntil(() => Rows().Count == 6, TimeSpan.FromSeconds(30)), string.Join('\n', Rows()));
        }

        Assert.Equal(
            [
                "POST /v1/chat/completions chatcmpl-00000001 200 12 3",
                "POST /v1/chat/completions chatcmpl-00000002 200 12 3",
                "POST /v1/embeddings  200 2 0",
                "POST /v1/chat/completions  404 0 0",
                "POST other  404 0 0",
                "POST /v1/chat/completions chatcmpl-00000001 499 12 1",
            ],
            Rows());
        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(AuditFile)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatCannotBeUsed_SaysWhich()
    {
        await File.WriteAllTextAsync(AuditFile, "no database, and long enough to be looked at as one: " + new string('x', 4096));

        IOException e = await Assert.ThrowsAsync<IOException>(() => LlmServer.StartInMemoryAsync(new ScriptedModel("hello"), Audited));
        Assert.StartsWith($"The audit file {AuditFile} cannot be used: ", e.Message, StringComparison.Ordinal);

        (int code, _, string errors) = await ServeProgram.RunAsync("", "serve", "--port", "0", "--audit", AuditFile);
        Assert.Equal(2, code);
        Assert.Contains("Give one that can be written, or a name that is free.", errors, StringComparison.Ordinal);
    }

    // What a client has in full is in the file, whenever the server is killed.
    [Fact]
    public async Task Serve_Killed_LosesNoFinishedRequest()
    {
        const int clients = 16, finishedAtLeast = 100;
        ConcurrentBag<string> finished = [];
        for (int killed = 1; killed <= 2; killed++)
        {
            finished.Clear();
            using Process server = ServeProgram.Start("serve", "--port", "0", "--audit", AuditFile);
            string url = (await server.StandardOutput.ReadLineAsync())!.Split(' ')[2];
            using HttpClient http = new() { BaseAddress = new Uri(url[..^2]) };
            Task[] asking = [.. Enumerable.Range(0, clients).Select(i => AskUntilItEndsAsync(http, i % 2 == 0 ? WholeRequest : StreamRequest, finished))];
            Assert.True(SpinWait.SpinUntil(() => finished.Count >= finishedAtLeast || server.HasExited, TimeSpan.FromMinutes(2)));
            server.Kill();
            await Task.WhenAll(asking);
            await ServeProgram.EndAsync(server);

            string[] last = [.. AnswersOfLastServer()];
            Assert.Empty(finished.Except(last));
            Assert.Equal(last.Length, last.Distinct().Count());
            Assert.InRange(last.Length, finished.Count, finished.Count + clients);
        }

        Assert.Equal(2L, Scalar("SELECT COUNT(DISTINCT server) FROM calls"));
        Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
    }

    private LlmServerOptions Audited => new() { AuditFile = AuditFile };

    private static async Task AskUntilItEndsAsync(HttpClient http, string request, ConcurrentBag<string> finished)
    {
        try
        {
            while (true)
            {
                (int status, string body) = await http.SendAsync(Requests.Chat, request);
                Assert.Equal(200, status);
                string json = request == StreamRequest ? body["data: ".Length..body.IndexOf('\n', StringComparison.Ordinal)] : body;
                if (request == StreamRequest && !body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)) return;
                using JsonDocument answer = JsonDocument.Parse(json);
                finished.Add(answer.RootElement.GetProperty("id").GetString()!);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The server is gone.
        }
    }

    private List<string> Rows() =>
        Read("SELECT route || ' ' || coalesce(answer, '') || ' ' || status || ' ' || prompt_tokens || ' ' || completion_tokens FROM calls ORDER BY call");

    private List<string> AnswersOfLastServer() =>
        Read("SELECT answer FROM calls WHERE status = 200 AND server = (SELECT server FROM calls ORDER BY call DESC LIMIT 1)");

    private object? Scalar(string query)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }

    private List<string> Read(string query)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={AuditFile};Pooling=False");
        connection.Open();
        return connection;
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M11;

/// <summary>Conversations with a model, a summariser and an extractor that do what they are told, and note what they were asked.</summary>
internal sealed class ChatRig : IDisposable
{
    private readonly List<string> _summaries = [];

    public ChatRig(string source = "Data Source=:memory:")
    {
        Connection = new SqliteConnection(source);
        Connection.Open();
        Answer = prompt => $"{Words(prompt[^1].Content)} words";
        Summary = (previous, dropped) => string.Join(' ', dropped.Where(message => message.Role == "user")
            .Select(message => message.Content.Split(' ')[0]).Prepend(previous).OfType<string>());
        Count = Words;
    }

    public SqliteConnection Connection { get; }

    /// <summary>Gets every prompt that the model got.</summary>
    public List<IReadOnlyList<ChatMessage>> Prompts { get; } = [];

    /// <summary>Gets what the summariser was asked, a line a call.</summary>
    public string Summaries => string.Join('\n', _summaries);

    public int SummaryCalls => _summaries.Count;

    public Func<IReadOnlyList<ChatMessage>, string> Answer { get; set; }

    public Func<string?, IReadOnlyList<ChatMessage>, string> Summary { get; set; }

    public Func<string, int> Count { get; set; }

    /// <summary>Gets or sets what is waited for before the model answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Gets the tokens that model and summariser got.</summary>
    public List<CancellationToken> Tokens { get; } = [];

    public void Dispose() => Connection.Dispose();

    public ChatSession Open(string id = "s", ChatSessionOptions? options = null) => new(Connection, id, new ChatServices(
        async (prompt, cancellationToken) =>
        {
            Prompts.Add([.. prompt]);
            Tokens.Add(cancellationToken);
            await Gate;
            return Answer(prompt);
        },
        text => Count(text),
        (previous, dropped, cancellationToken) =>
        {
            _summaries.Add(
                $"{previous ?? "(null)"} + {string.Join(" / ", dropped.Select(message => $"{message.Role}: {message.Content}"))}");
            Tokens.Add(cancellationToken);
            return Task.FromResult(Summary(previous, dropped));
        },
        Extract), options);

    public static ChatReply Send(ChatSession session, string text) => session.SendAsync(text).GetAwaiter().GetResult();

    public string LastPrompt => Prompts.Count == 0 ? "none" : Text(Prompts[^1]);

    public static string Text(IEnumerable<ChatMessage> prompt) =>
        string.Join('\n', prompt.Select(message => $"[{message.Role}] {message.Content}"));

    public static string Text(ChatReply reply) =>
        string.Create(CultureInfo.InvariantCulture, $"turn {reply.TurnId}: {reply.Text} ({reply.PromptTokens})");

    public static string Text(IEnumerable<ConversationTurn> turns) =>
        string.Join('\n', turns.Select(
            turn => string.Create(CultureInfo.InvariantCulture,
                $"{turn.Id} after {turn.Parent?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}: {turn.User} / {turn.Assistant}")));

    public static string Text(IEnumerable<ChatFact> facts) => string.Join("; ", facts.Select(fact => $"{fact.Key}={fact.Value}"));

    public static int Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Writes every row of every table.</summary>
    public string Rows()
    {
        StringBuilder text = new();
        foreach (string table in Column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            using SqliteCommand command = Connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                _ = text.Append(table);
                for (int i = 0; i < reader.FieldCount; i++)
                    _ = text.Append('|').Append(reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture));
                _ = text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Runs with a database in a file, and gives what is in the file afterwards.</summary>
    public static string InFile(Action<ChatRig> run)
    {
        string file = Path.Combine(Path.GetTempPath(), $"chat-{Guid.NewGuid():N}.db");
        try
        {
            using (ChatRig rig = new($"Data Source={file};Pooling=False"))
            {
                // With pages that hold a whole table, SQLite moves no row to another page: secure_delete does
                // not reach the copies that this can leave behind.
                using SqliteCommand command = rig.Connection.CreateCommand();
                command.CommandText = "PRAGMA page_size = 65536";
                _ = command.ExecuteNonQuery();
                run(rig);
            }

            return Encoding.Latin1.GetString(File.ReadAllBytes(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // "a=b, c=d!" in a text are facts, up to the comma or the exclamation mark; "fail!" is none that can be found.
    private static IReadOnlyList<ChatFact> Extract(string text)
    {
        if (text.Contains("unreadable", StringComparison.Ordinal)) throw new FormatException("The text is unreadable.");
        return [.. text.Split('!', ',').Select(part => part.Trim().Split('=')).Where(parts => parts.Length == 2)
            .Select(parts => new ChatFact(parts[0].Split(' ')[^1], parts[1]))];
    }

    private List<string> Column(string sql)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> values = [];
        while (reader.Read()) values.Add(reader.GetString(0));
        return values;
    }
}

using Microsoft.Data.Sqlite;

namespace LLMCourse.M11;

/// <summary>A conversation that goes on for as long as one likes with a model that sees only so many tokens at a time.</summary>
/// <remarks>
/// <para>Everything is in the database, nothing in the object: a new session of the same id goes on where the last one stopped.</para>
/// <para><b>The prompt</b> for a user's text, at the end of a path of turns, is made in this order. <i>Room</i> is what is left of
/// <see cref="ChatSessionOptions.BudgetTokens"/>.</para>
/// <list type="number">
/// <item>The system message, unless it is empty, and the user's text, which is the last message. Where they alone cost more than the budget, nothing is asked.</item>
/// <item>One <c>system</c> message of facts: <see cref="FactsHeader"/>, then for each fact a line feed and <c>- key: value</c>, with a space for each
/// carriage return and line feed in either. Facts are taken in the order of <see cref="FactMemory.Recall"/> for the text; one with which the message would cost more
/// than <see cref="ChatSessionOptions.FactTokens"/>, or than the room, is passed over, and so is one whose key the text itself gives anew. No fact, no message.</item>
/// <item>One <c>system</c> message of the summary: <see cref="SummaryHeader"/>, a line feed, the summary of the nearest turn, from the path's end, that has one. It is cut
/// until it costs at most <see cref="ChatSessionOptions.SummaryTokens"/> and fits the room: at its last space, again and again; where it has none left, there is no message.</item>
/// <item>The turns after that one, each as a <c>user</c> and an <c>assistant</c> message. Where they do not all fit the room, the newest turns that fit
/// beside a summary at its largest (room without the summary − <c>SummaryTokens</c>) stay, and the others are dropped: the summariser gets the summary so far and
/// the dropped turns' messages, oldest first, in one call, and what it gives, cut to <c>SummaryTokens</c>, is from then on the summary of the last turn that was dropped, also where nothing is left of it but the empty text.</item>
/// </list>
/// <para>The model gets: system, facts, summary, turns, the user's text. <b>Nothing is stored before it has answered</b>; then the turn, the new summary, the text's
/// facts, and the place in the conversation are stored together. Where the model, the summariser, the extraction or the cancellation throws, nothing has changed.</para>
/// <para>Packer et al. 2023, "MemGPT: Towards LLMs as Operating Systems" (<see href="https://arxiv.org/abs/2310.08560"/>), §2: main context, and what is moved
/// out of it; Wang et al. 2023, "Recursively Summarizing Enables Long-Term Dialogue Memory in Large Language Models" (<see href="https://arxiv.org/abs/2308.15022"/>).
/// Differs: the model calls no functions of the memory; and facts are found by shared words.</para>
/// </remarks>
public sealed class ChatSession
{
    /// <summary>The first line of the message of facts.</summary>
    public const string FactsHeader = "Known facts:";

    /// <summary>The first line of the message of the summary.</summary>
    public const string SummaryHeader = "Summary of the conversation so far:";

    /// <summary>What stands in the place of a value that was forgotten.</summary>
    public const string Forgotten = "***";

    #region Solution
    private readonly SqliteConnection _connection;
    private readonly string _session;
    private readonly ChatServices _services;
    private readonly ChatSessionOptions _options;
    private int _busy;
    #endregion

    /// <summary>Opens a session, and makes its tables where there are none.</summary>
    /// <param name="connection">An open connection, which the caller disposes; sessions may share it.</param>
    /// <param name="sessionId">Any text; sessions of different ids know nothing of each other.</param>
    /// <param name="services">Model, tokens, summaries, facts.</param>
    /// <param name="options">How the context is spent; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public ChatSession(SqliteConnection connection, string sessionId, ChatServices services, ChatSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(sessionId);
        ArgumentNullException.ThrowIfNull(services);
        options ??= new ChatSessionOptions();
        // TODO M11.E1: refuse options out of range, keep the rest, and create the tables that do not exist.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BudgetTokens, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.FactTokens, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.SummaryTokens, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MessageTokens, nameof(options));
        (_connection, _session, _services, _options) = (connection, sessionId, services, options);
        Facts = new FactMemory(connection, sessionId);
        _ = Execute("""
            CREATE TABLE IF NOT EXISTS turns(session TEXT NOT NULL, id INTEGER NOT NULL, parent INTEGER, user TEXT NOT NULL, assistant TEXT NOT NULL,
                summary TEXT, PRIMARY KEY (session, id));
            CREATE TABLE IF NOT EXISTS places(session TEXT PRIMARY KEY, turn INTEGER NOT NULL);
            """);
        #endregion
    }

    /// <summary>Gets the session's facts; the constructor opens them.</summary>
    public FactMemory Facts { get; }

    /// <summary>Sends a text at the end of the current conversation.</summary>
    /// <param name="text">What the user says.</param>
    /// <param name="cancellationToken">Ends the call; model and summariser get it, too. A call that is cancelled before the model's answer is there stores nothing, and one that is
    /// cancelled already does not ask the model.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The text is null, empty, or white space; or it does not fit the budget beside the system message.</exception>
    /// <exception cref="InvalidOperationException">Another call is under way.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public async Task<ChatReply> SendAsync(string text, CancellationToken cancellationToken = default)
    {
        // TODO M11.E1: answer the text behind the current turn, with the facts that are in it.
        #region Solution
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return await AnswerAsync(Place(), text, isNew: true, cancellationToken);
        #endregion
    }

    /// <summary>Asks for another answer to the current turn's text: a new turn of the same parent and text, which becomes the current one.</summary>
    /// <remarks>The model does not see the answer that is to be replaced. Facts are not extracted again.</remarks>
    /// <param name="cancellationToken">As for <see cref="SendAsync"/>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidOperationException">The session has no turn; or another call is under way.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public async Task<ChatReply> RegenerateAsync(CancellationToken cancellationToken = default)
    {
        // TODO M11.E1: answer the current turn's text behind its parent.
        #region Solution
        if (Place() is not { } place) throw new InvalidOperationException("There is no answer yet; send something first.");
        ConversationTurn turn = Find(place)!.Value.Turn;
        return await AnswerAsync(turn.Parent, turn.User, isNew: false, cancellationToken);
        #endregion
    }

    /// <summary>Says something else in the place of an earlier text: a new turn of the same parent, which becomes the current one.</summary>
    /// <param name="turnId">Any turn of the session; it stays, with all that follows it.</param>
    /// <param name="text">What the user says instead.</param>
    /// <param name="cancellationToken">As for <see cref="SendAsync"/>.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The session has no such turn; or as for <see cref="SendAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">Another call is under way.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public async Task<ChatReply> EditAsync(long turnId, string text, CancellationToken cancellationToken = default)
    {
        // TODO M11.E1: answer the text behind the turn's parent, with the facts that are in it.
        #region Solution
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return await AnswerAsync(Existing(turnId).Parent, text, isNew: true, cancellationToken);
        #endregion
    }

    /// <summary>Goes on from another turn.</summary>
    /// <param name="turnId">Any turn of the session.</param>
    /// <exception cref="ArgumentException">The session has no such turn.</exception>
    /// <exception cref="InvalidOperationException">A call is under way.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void SwitchTo(long turnId)
    {
        // TODO M11.E1: store the turn as the current one.
        #region Solution
        RefuseWhileBusy();
        MoveTo(Existing(turnId).Id);
        #endregion
    }

    /// <summary>Reads the conversation from its beginning to the current turn.</summary>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<ConversationTurn> Transcript()
    {
        // TODO M11.E1: follow the parents from the current turn, and turn the list around.
        #region Solution
        List<ConversationTurn> turns = [];
        for (long? id = Place(); id is { } at; id = turns[^1].Parent) turns.Add(Find(at)!.Value.Turn);
        turns.Reverse();
        return turns;
        #endregion
    }

    /// <summary>Forgets a fact, so that nothing of it stays in the session's rows or in the bytes of the database.</summary>
    /// <remarks>
    /// Deleted are all values that the key has had, and the session's summaries, from whose words they could be guessed. In the texts of all its turns, on every branch,
    /// each occurrence of such a value becomes <see cref="Forgotten"/>: anywhere, also within a word; in capital or small letters alike (by
    /// <see cref="StringComparison.OrdinalIgnoreCase"/>); longer values first. Facts of other keys stay. Nothing happens where the key is unknown.
    /// </remarks>
    /// <param name="key">The key.</param>
    /// <returns>How many turns were changed.</returns>
    /// <exception cref="InvalidOperationException">A call is under way.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public int Forget(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // TODO M11.E1: in one transaction, forget the fact, blot its values out of the turns, and delete the summaries.
        #region Solution
        RefuseWhileBusy();
        using SqliteTransaction transaction = _connection.BeginTransaction();
        string[] values = [.. Facts.Forget(key).OrderByDescending(value => value.Length)];
        if (values.Length == 0) return 0;
        int changed = 0;
        foreach (ConversationTurn turn in AllTurns())
        {
            (string user, string assistant) = (Blot(turn.User, values), Blot(turn.Assistant, values));
            if (user == turn.User && assistant == turn.Assistant) continue;
            _ = Execute("UPDATE turns SET user = $2, assistant = $3 WHERE session = $0 AND id = $1", _session, turn.Id, user, assistant);
            changed++;
        }

        _ = Execute("UPDATE turns SET summary = NULL WHERE session = $0", _session);
        transaction.Commit();
        return changed;
        #endregion
    }

    /// <summary>Forgets everything: facts, turns and summaries of the session, and its id. What is sent next is its first turn, number 1.</summary>
    /// <exception cref="InvalidOperationException">A call is under way.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void ForgetAll()
    {
        // TODO M11.E1: in one transaction, delete the session's rows from every table.
        #region Solution
        RefuseWhileBusy();
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Facts.ForgetAll();
        _ = Execute("DELETE FROM turns WHERE session = $0", _session);
        _ = Execute("DELETE FROM places WHERE session = $0", _session);
        transaction.Commit();
        #endregion
    }

    #region Solution
    private async Task<ChatReply> AnswerAsync(long? parent, string text, bool isNew, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1) throw Busy();
        try
        {
            IReadOnlyList<ChatFact> learned = isNew ? _services.ExtractFacts(text) : [];
            (List<ChatMessage> prompt, long? summarised, string? summary) = await PromptAsync(parent, text, learned, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            string answer = await _services.Model(prompt, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();

            using SqliteTransaction transaction = _connection.BeginTransaction();
            long id = Add(parent, text, answer);
            if (summarised is not null) _ = Execute("UPDATE turns SET summary = $2 WHERE session = $0 AND id = $1", _session, summarised, summary);
            foreach (ChatFact fact in learned) Facts.Remember(fact);
            MoveTo(id);
            transaction.Commit();
            return new ChatReply(id, answer, prompt.Sum(Cost));
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Makes the prompt; and, where turns were dropped, the new summary and the turn to which it goes.</summary>
    private async Task<(List<ChatMessage> Prompt, long? Summarised, string? Summary)> PromptAsync(
        long? parent, string text, IReadOnlyList<ChatFact> learned, CancellationToken cancellationToken)
    {
        List<ChatMessage> prompt = _options.System.Length > 0 ? [new("system", _options.System)] : [];
        ChatMessage question = new("user", text);
        int room = _options.BudgetTokens - prompt.Sum(Cost) - Cost(question);
        if (room < 0)
            throw new ArgumentException($"The text costs {Cost(question)} tokens, and {room + Cost(question)} are left of the budget of {_options.BudgetTokens}; shorten it.", nameof(text));

        if (FactsMessage(text, learned, Math.Min(room, _options.FactTokens)) is { } facts)
        {
            prompt.Add(facts);
            room -= Cost(facts);
        }

        (string? summary, List<ConversationTurn> turns) = SinceSummary(parent);
        ChatMessage? note = SummaryMessage(summary, Math.Min(room, _options.SummaryTokens));
        int first = FirstThatFits(turns, room - (note is null ? 0 : Cost(note)));
        long? summarised = null;
        if (first > 0)
        {
            first = FirstThatFits(turns, room - _options.SummaryTokens);
            summarised = turns[first - 1].Id;
            summary = await _services.Summarise(summary, Messages(turns.Take(first)), cancellationToken);
            note = SummaryMessage(summary, _options.SummaryTokens);
            summary = note is null ? "" : note.Content[(SummaryHeader.Length + 1)..];
            note = SummaryMessage(summary, room);
        }

        if (note is not null) prompt.Add(note);
        prompt.AddRange(Messages(turns.Skip(first)));
        prompt.Add(question);
        return (prompt, summarised, summary);
    }

    private ChatMessage? FactsMessage(string text, IReadOnlyList<ChatFact> learned, int room)
    {
        string content = FactsHeader;
        foreach (ChatFact fact in Facts.Recall(text).Where(fact => learned.All(other => other.Key != fact.Key)))
        {
            string longer = content + '\n' + $"- {fact.Key}: {fact.Value}".Replace('\r', ' ').Replace('\n', ' ');
            if (Cost(longer) <= room) content = longer;
        }

        return content == FactsHeader ? null : new ChatMessage("system", content);
    }

    private ChatMessage? SummaryMessage(string? summary, int room)
    {
        while (!string.IsNullOrEmpty(summary))
        {
            string content = $"{SummaryHeader}\n{summary}";
            if (Cost(content) <= room) return new ChatMessage("system", content);
            summary = summary[..Math.Max(0, summary.LastIndexOf(' '))];
        }

        return null;
    }

    private int FirstThatFits(List<ConversationTurn> turns, int room)
    {
        int first = turns.Count;
        while (first > 0 && (room -= Cost(turns[first - 1].User) + Cost(turns[first - 1].Assistant)) >= 0) first--;
        return first;
    }

    private int Cost(ChatMessage message) => Cost(message.Content);

    private int Cost(string content) => _services.CountTokens(content) + _options.MessageTokens;

    private static ChatMessage[] Messages(IEnumerable<ConversationTurn> turns) =>
        [.. turns.SelectMany(turn => (ChatMessage[])[new("user", turn.User), new("assistant", turn.Assistant)])];

    private static string Blot(string text, string[] values) =>
        values.Aggregate(text, (current, value) => current.Replace(value, Forgotten, StringComparison.OrdinalIgnoreCase));

    private (string? Summary, List<ConversationTurn> Turns) SinceSummary(long? leaf)
    {
        List<ConversationTurn> turns = [];
        string? summary = null;
        while (leaf is { } id)
        {
            (ConversationTurn turn, summary) = Find(id)!.Value;
            if (summary is not null) break;
            turns.Add(turn);
            leaf = turn.Parent;
        }

        turns.Reverse();
        return (summary, turns);
    }

    private long Add(long? parent, string user, string assistant)
    {
        using SqliteCommand command = Command(
            "INSERT INTO turns SELECT $0, COALESCE(MAX(id), 0) + 1, $1, $2, $3, NULL FROM turns WHERE session = $0 RETURNING id", _session, parent, user, assistant);
        return (long)command.ExecuteScalar()!;
    }

    private long? Place()
    {
        using SqliteCommand command = Command("SELECT turn FROM places WHERE session = $0", _session);
        return (long?)command.ExecuteScalar();
    }

    private void MoveTo(long turn) => _ = Execute("INSERT OR REPLACE INTO places VALUES ($0, $1)", _session, turn);

    private ConversationTurn Existing(long id) =>
        Find(id)?.Turn ?? throw new ArgumentException($"The session has no turn {id}; Transcript tells the turns there are.", nameof(id));

    private (ConversationTurn Turn, string? Summary)? Find(long id)
    {
        using SqliteCommand command = Command("SELECT id, parent, user, assistant, summary FROM turns WHERE session = $0 AND id = $1", _session, id);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (Turn(reader), reader.IsDBNull(4) ? null : reader.GetString(4)) : null;
    }

    private List<ConversationTurn> AllTurns()
    {
        using SqliteCommand command = Command("SELECT id, parent, user, assistant FROM turns WHERE session = $0", _session);
        using SqliteDataReader reader = command.ExecuteReader();
        List<ConversationTurn> turns = [];
        while (reader.Read()) turns.Add(Turn(reader));
        return turns;
    }

    private static ConversationTurn Turn(SqliteDataReader reader) =>
        new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetString(2), reader.GetString(3));

    private int Execute(string sql, params object?[] values)
    {
        using SqliteCommand command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params object?[] values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++) _ = command.Parameters.AddWithValue("$" + (char)('0' + i), values[i] ?? DBNull.Value);
        return command;
    }

    private void RefuseWhileBusy()
    {
        if (Volatile.Read(ref _busy) == 1) throw Busy();
    }

    private static InvalidOperationException Busy() => new("An answer is under way in this session; wait for it, or cancel it.");
    #endregion
}

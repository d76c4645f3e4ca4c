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
        throw new NotImplementedException("M11.E1: refuse options out of range, keep the rest, and create the tables that do not exist.");
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
        throw new NotImplementedException("M11.E1: answer the text behind the current turn, with the facts that are in it.");
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
        throw new NotImplementedException("M11.E1: answer the current turn's text behind its parent.");
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
        throw new NotImplementedException("M11.E1: answer the text behind the turn's parent, with the facts that are in it.");
    }

    /// <summary>Goes on from another turn.</summary>
    /// <param name="turnId">Any turn of the session.</param>
    /// <exception cref="ArgumentException">The session has no such turn.</exception>
    /// <exception cref="InvalidOperationException">A call is under way.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void SwitchTo(long turnId)
    {
        // TODO M11.E1: store the turn as the current one.
        throw new NotImplementedException("M11.E1: store the turn as the current one.");
    }

    /// <summary>Reads the conversation from its beginning to the current turn.</summary>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<ConversationTurn> Transcript()
    {
        // TODO M11.E1: follow the parents from the current turn, and turn the list around.
        throw new NotImplementedException("M11.E1: follow the parents from the current turn, and turn the list around.");
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
        throw new NotImplementedException("M11.E1: in one transaction, forget the fact, blot its values out of the turns, and delete the summaries.");
    }

    /// <summary>Forgets everything: facts, turns and summaries of the session, and its id. What is sent next is its first turn, number 1.</summary>
    /// <exception cref="InvalidOperationException">A call is under way.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void ForgetAll()
    {
        // TODO M11.E1: in one transaction, delete the session's rows from every table.
        throw new NotImplementedException("M11.E1: in one transaction, delete the session's rows from every table.");
    }
}

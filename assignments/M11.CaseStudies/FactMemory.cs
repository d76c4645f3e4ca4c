using Microsoft.Data.Sqlite;

namespace LLMCourse.M11;

/// <summary>The facts that one session knows, in SQLite.</summary>
/// <remarks>
/// <para>Keys, values and sessions are compared by their code units; those that have half of a surrogate pair need not be told apart. A key has one value at a time, the one that was remembered last; those before it
/// are kept, so that they can be forgotten, too. What is deleted is overwritten in the database's file (<c>PRAGMA secure_delete</c>).</para>
/// <para>Packer et al. 2023, "MemGPT: Towards LLMs as Operating Systems" (<see href="https://arxiv.org/abs/2310.08560"/>), §2.1: the working context.</para>
/// </remarks>
public sealed class FactMemory
{

    /// <summary>Opens the memory of a session, and makes its table where there is none.</summary>
    /// <param name="connection">An open connection, which the caller disposes; sessions may share it.</param>
    /// <param name="sessionId">Any text; sessions of different ids know nothing of each other.</param>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public FactMemory(SqliteConnection connection, string sessionId)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(sessionId);
        // TODO M11.E1: keep both, create the table if it does not exist, and have SQLite overwrite what is deleted.
        throw new NotImplementedException("M11.E1: keep both, create the table if it does not exist, and have SQLite overwrite what is deleted.");
    }

    /// <summary>Remembers a fact, as the newest of the session; its value takes the place of the key's earlier one.</summary>
    /// <param name="fact">The fact.</param>
    /// <exception cref="ArgumentException">The key or the value is null, empty, or white space.</exception>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void Remember(ChatFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        // TODO M11.E1: store the value with a number above all of the session.
        throw new NotImplementedException("M11.E1: store the value with a number above all of the session.");
    }

    /// <summary>Lists the facts that the session knows, those first that matter most to a text.</summary>
    /// <remarks>
    /// A <i>word</i> is a longest run of letters and digits (<see cref="char.IsLetterOrDigit(char)"/>), in small letters of the invariant culture. First
    /// come the facts with the most different words of the text in their key and value together; among those with as many, the one that was remembered last.
    /// </remarks>
    /// <param name="text">What the user asks.</param>
    /// <returns>Each key once, with its newest value.</returns>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<ChatFact> Recall(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M11.E1: read the newest value of every key, the newest fact first, and sort by the number of words that it shares with the text.
        throw new NotImplementedException("M11.E1: read the newest value of every key, the newest fact first, and sort by the number of words that it shares with the text.");
    }

    /// <summary>Deletes a fact, with every value that it has had.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The values, in the order in which they were last remembered; none where the key is unknown.</returns>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public IReadOnlyList<string> Forget(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // TODO M11.E1: read the key's values, then delete them.
        throw new NotImplementedException("M11.E1: read the key's values, then delete them.");
    }

    /// <summary>Deletes all facts of the session.</summary>
    [Exercise("M11.E1", Title = "Chat assistant with memory", Weight = 4)]
    public void ForgetAll()
    {
        // TODO M11.E1: delete the session's rows.
        throw new NotImplementedException("M11.E1: delete the session's rows.");
    }
}

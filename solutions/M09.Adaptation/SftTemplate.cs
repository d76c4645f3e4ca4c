using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.M09;

/// <summary>Writes conversations as tokens, and marks those that the model learns to write.</summary>
/// <remarks>
/// <c>&lt;|begin|&gt;</c>, then for each turn the token of its role (<c>&lt;|system|&gt;</c>, <c>&lt;|user|&gt;</c> or <c>&lt;|assistant|&gt;</c>), a space and the
/// text, and <c>&lt;|end|&gt;</c>. It is the form in which the course's models were taught.
/// </remarks>
public sealed class SftTemplate
{
    #region Solution
    private readonly BytePairTokenizer _tokenizer;
    private readonly int _begin, _system, _user, _assistant, _end;
    #endregion

    /// <summary>Makes the template of a vocabulary.</summary>
    /// <param name="tokenizer">The tokenizer, whose vocabulary has the five special tokens.</param>
    /// <exception cref="ArgumentException">A special token is missing.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public SftTemplate(BytePairTokenizer tokenizer)
    {
        // TODO M09.E1: look up the five special tokens.
        #region Solution
        ArgumentNullException.ThrowIfNull(tokenizer);
        int id(string token) => tokenizer.Vocabulary.SpecialTokens.TryGetValue(token, out int found)
            ? found
            : throw new ArgumentException($"The vocabulary lacks the special token {token}; take the one that belongs to the model.", nameof(tokenizer));
        _tokenizer = tokenizer;
        (_begin, _system, _user, _assistant, _end) = (id("<|begin|>"), id("<|system|>"), id("<|user|>"), id("<|assistant|>"), id("<|end|>"));
        #endregion
    }

    /// <summary>Writes a conversation to learn from.</summary>
    /// <param name="turns">The turns, in any order of roles, at least one of them the assistant's.</param>
    /// <returns>The tokens. Learned are the text and the end of each of the assistant's turns: nothing that others say, and no token of a role, which
    /// the program writes and not the model.</returns>
    /// <exception cref="ArgumentException">No turn is the assistant's, or one is a tool's or a call of a tool.</exception>
    /// <remarks>Special tokens come from the template alone. In a text, <c>&lt;|end|&gt;</c> is five characters or so like any others.</remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public SftSequence Encode(IReadOnlyList<ChatTurn> turns)
    {
        // TODO M09.E1: for each turn the role's token, the text and the end; mark text and end of what the assistant says.
        #region Solution
        ArgumentNullException.ThrowIfNull(turns);
        if (!turns.Any(turn => turn.Role == ChatRole.Assistant))
            throw new ArgumentException("No turn is the assistant's; there is nothing to learn.", nameof(turns));
        var ids = new List<int> { _begin };
        var learned = new List<bool> { false };
        foreach (ChatTurn turn in turns)
        {
            ids.Add(Role(turn));
            learned.Add(false);
            ids.AddRange(_tokenizer.EncodeOrdinary(" " + turn.Text));
            ids.Add(_end); // learned as well: a model that never saw it as a target does not stop
            while (learned.Count < ids.Count)
                learned.Add(turn.Role == ChatRole.Assistant);
        }

        return new SftSequence(ids, learned);
        #endregion
    }

    /// <summary>Writes a conversation to be continued: as <see cref="Encode"/> does, then the assistant's token, after which the model writes.</summary>
    /// <param name="turns">The turns so far; there may be none.</param>
    /// <returns>The tokens, a new array. What the model was taught to continue begins with exactly these.</returns>
    /// <exception cref="ArgumentException">A turn is a tool's or a call of a tool.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public int[] Prompt(IReadOnlyList<ChatTurn> turns)
    {
        // TODO M09.E1: the tokens of the turns, then the one that begins a reply.
        #region Solution
        ArgumentNullException.ThrowIfNull(turns);
        return [_begin, .. turns.SelectMany(turn => (int[])[Role(turn), .. _tokenizer.EncodeOrdinary(" " + turn.Text), _end]), _assistant];
        #endregion
    }

    #region Solution
    private int Role(ChatTurn turn) => (turn.Role, turn.IsToolCall) switch
    {
        (ChatRole.System, false) => _system,
        (ChatRole.User, false) => _user,
        (ChatRole.Assistant, false) => _assistant,
        _ => throw new ArgumentException($"A turn is {(turn.IsToolCall ? "a call of a tool" : $"of {turn.Role}")}; this template has system, user and assistant.", nameof(turn)),
    };
    #endregion
}

using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.M06;

/// <summary>Writes a conversation as the tokens that a chat model was trained on, and cuts it to what its context holds.</summary>
/// <remarks>
/// <para><c>&lt;|begin|&gt;</c>, and then for each turn: the special token of its role, <c>&lt;|call|&gt;</c> where the assistant calls a
/// tool, the tokens of a space and the text, and <c>&lt;|end|&gt;</c>. A generation prompt is the assistant's token at the end, behind
/// which the model writes its reply. The space makes the first word of a text the token that it is within a text.</para>
/// <para>A special token comes from the template alone. Where somebody writes <c>&lt;|system|&gt;</c> in a text, these are ordinary
/// characters, as many tokens as any: else whoever asks could speak in another's name.</para>
/// <para>The format is that of the course's model (<c>reference/LLMCourse.LocalModel</c>); every family of models has one of its own, and
/// one that it was not trained on costs it much of what it knows.</para>
/// </remarks>
public sealed class ChatTemplate
{
    /// <summary>The special token that begins a conversation.</summary>
    public const string BeginToken = "<|begin|>";

    /// <summary>The special token of <see cref="ChatRole.System"/>.</summary>
    public const string SystemToken = "<|system|>";

    /// <summary>The special token of <see cref="ChatRole.User"/>.</summary>
    public const string UserToken = "<|user|>";

    /// <summary>The special token of <see cref="ChatRole.Assistant"/>.</summary>
    public const string AssistantToken = "<|assistant|>";

    /// <summary>The special token of <see cref="ChatRole.Tool"/>.</summary>
    public const string ToolToken = "<|tool|>";

    /// <summary>The special token behind the assistant's, where it calls a tool.</summary>
    public const string CallToken = "<|call|>";

    /// <summary>The special token that ends a turn.</summary>
    public const string EndToken = "<|end|>";

    #region Solution
    private readonly BytePairTokenizer _tokenizer;

    #endregion
    /// <summary>Makes the template for a vocabulary.</summary>
    /// <param name="tokenizer">The tokenizer, whose vocabulary has all of the special tokens above, with any ids.</param>
    /// <exception cref="ArgumentException">The vocabulary lacks a special token; the message names it.</exception>
    [Exercise("M06.E2", Title = "Chat templates and the token budget", Weight = 2)]
    public ChatTemplate(BytePairTokenizer tokenizer)
    {
        // TODO M06.E2: see that the vocabulary has the special tokens, and keep the tokenizer.
        #region Solution
        ArgumentNullException.ThrowIfNull(tokenizer);
        foreach (string special in (string[])[BeginToken, SystemToken, UserToken, AssistantToken, ToolToken, CallToken, EndToken])
        {
            if (!tokenizer.Vocabulary.SpecialTokens.ContainsKey(special))
                throw new ArgumentException($"The vocabulary lacks the special token {special}; take the tokenizer that belongs to a chat model.", nameof(tokenizer));
        }

        _tokenizer = tokenizer;
        #endregion
    }

    /// <summary>Writes a conversation as tokens.</summary>
    /// <param name="turns">The turns; none gives <c>&lt;|begin|&gt;</c> alone.</param>
    /// <param name="addGenerationPrompt">Whether the assistant's token follows, so that the model replies.</param>
    /// <returns>The tokens, a new array.</returns>
    /// <exception cref="ArgumentException">
    /// A system turn stands behind a turn of another role; a turn that is not the assistant's is marked as a call of a tool; or a tool's
    /// turn stands neither behind a call nor behind another tool's turn. The message has the turn's index, from 0.
    /// </exception>
    [Exercise("M06.E2")]
    public int[] Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt)
    {
        // TODO M06.E2: check the turns, then write special tokens by their ids and texts as ordinary tokens.
        #region Solution
        Check(turns);
        List<int> ids = [Special(BeginToken)];
        foreach (ChatTurn turn in turns) ids.AddRange(Write(turn));
        if (addGenerationPrompt) ids.Add(Special(AssistantToken));
        return [.. ids];
        #endregion
    }

    /// <summary>Leaves out the oldest exchanges, so that what remains fits.</summary>
    /// <param name="turns">The turns, as for <see cref="Render"/>.</param>
    /// <param name="maxTokens">How many tokens <see cref="Render"/> may make of the result, with the generation prompt.</param>
    /// <returns>
    /// All system turns, and behind them as many of the newest exchanges as fit, without a gap; a new list of the same turns. An exchange
    /// begins at a user's turn and goes up to the next one, so that a question, the calls of tools, their results and the answer stay
    /// together. What stands between the system turns and the first user's turn is an exchange too.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The turns are refused by <see cref="Render"/>; or the system turns and the newest exchange do not fit, and the message says how many
    /// tokens they take: to cut them is not for a template to decide.
    /// </exception>
    [Exercise("M06.E2")]
    public IReadOnlyList<ChatTurn> Fit(IReadOnlyList<ChatTurn> turns, int maxTokens)
    {
        // TODO M06.E2: keep the system turns and the longest run of newest exchanges that fits, counted as Render counts.
        #region Solution
        Check(turns);
        int head = turns.TakeWhile(turn => turn.Role == ChatRole.System).Count();
        int[] sizes = [.. turns.Select(turn => Write(turn).Length)];

        // What begins the conversation and the generation prompt are one token each.
        int sizeFrom(int start) => 2 + sizes.Take(head).Sum() + sizes.Skip(start).Sum();
        int[] exchanges = [.. Enumerable.Range(head, turns.Count - head).Where(i => i == head || turns[i].Role == ChatRole.User)];
        int least = sizeFrom(exchanges.LastOrDefault(turns.Count));
        if (least > maxTokens)
            throw new ArgumentException($"The system turns and the newest exchange take {least} tokens, but maxTokens is {maxTokens}; shorten them or allow more.", nameof(maxTokens));
        int first = exchanges.FirstOrDefault(start => sizeFrom(start) <= maxTokens, turns.Count);
        return [.. turns.Take(head), .. turns.Skip(first)];
        #endregion
    }

    #region Solution
    private static void Check(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        for (int i = 0; i < turns.Count; i++)
        {
            ChatTurn turn = turns[i];
            ChatTurn? before = i > 0 ? turns[i - 1] : null;
            if (turn.Role == ChatRole.System && before is not null && before.Role != ChatRole.System)
                throw new ArgumentException($"Turn {i} is the system's, but stands behind others; put it first.", nameof(turns));
            if (turn.IsToolCall && turn.Role != ChatRole.Assistant)
                throw new ArgumentException($"Turn {i} is marked as a call of a tool, but is not the assistant's; leave the mark out.", nameof(turns));
            if (turn.Role == ChatRole.Tool && before is not { IsToolCall: true } and not { Role: ChatRole.Tool })
                throw new ArgumentException($"Turn {i} is a tool's result, but no call stands before it; keep them together.", nameof(turns));
        }
    }

    private int Special(string token) => _tokenizer.Vocabulary.SpecialTokens[token];

    private int[] Write(ChatTurn turn)
    {
        int role = Special(turn.Role switch
        {
            ChatRole.System => SystemToken,
            ChatRole.User => UserToken,
            ChatRole.Assistant => AssistantToken,
            _ => ToolToken,
        });
        int[] call = turn.IsToolCall ? [Special(CallToken)] : [];
        return [role, .. call, .. _tokenizer.EncodeOrdinary(" " + turn.Text), Special(EndToken)];
    }
    #endregion
}

using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.LocalModels.Chat;

/// <summary>Writes conversations as tokens: the model's chat template.</summary>
/// <remarks>
/// <c>&lt;|begin|&gt;</c>, then for each turn the token of its role, a space, the text and <c>&lt;|end|&gt;</c>. A call of a tool has
/// <c>&lt;|call|&gt;</c> behind the assistant's token. The space makes the first word of a text the same token as within a text, as
/// SentencePiece does it. Special tokens come from here alone: in a text, <c>&lt;|system|&gt;</c> is nine ordinary characters or so.
/// </remarks>
public sealed class ChatFormat
{
    /// <summary>What begins a conversation.</summary>
    public const string Begin = "<|begin|>";

    /// <summary>What ends a turn.</summary>
    public const string End = "<|end|>";

    /// <summary>What begins a call of a tool, behind the assistant's token.</summary>
    public const string Call = "<|call|>";

    private readonly int _begin;
    private readonly int[] _roles;

    /// <summary>Makes the format of a vocabulary.</summary>
    /// <param name="tokenizer">The tokenizer, with all of <see cref="SpecialTokens"/>.</param>
    /// <exception cref="ArgumentException">A special token is missing.</exception>
    public ChatFormat(BytePairTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        Tokenizer = tokenizer;
        string[] missing = [.. SpecialTokens.Where(token => !tokenizer.Vocabulary.SpecialTokens.ContainsKey(token))];
        if (missing.Length > 0)
            throw new ArgumentException(
                $"The vocabulary lacks the special tokens {string.Join(", ", missing)}; take the one that belongs to the model.",
                nameof(tokenizer));
        int id(string token) => tokenizer.Vocabulary.SpecialTokens[token];
        (_begin, EndToken, CallToken) = (id(Begin), id(End), id(Call));
        _roles = [.. Enum.GetValues<ChatRole>().Select(role => id(TokenOf(role)))];
    }

    /// <summary>Gets all special tokens, in the order of their ids.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = [Begin, .. Enum.GetValues<ChatRole>().Select(TokenOf), Call, End];

    /// <summary>Gets the tokenizer.</summary>
    public BytePairTokenizer Tokenizer { get; }

    /// <summary>Gets the token that ends a turn, after which a reply is complete.</summary>
    public int EndToken { get; }

    /// <summary>Gets the token that begins a call of a tool.</summary>
    public int CallToken { get; }

    /// <summary>Writes a conversation.</summary>
    /// <param name="turns">The turns.</param>
    /// <param name="addReply">Whether the assistant's token follows, after which the model writes its reply.</param>
    /// <returns>The tokens, a new array.</returns>
    public int[] Render(IEnumerable<ChatTurn> turns, bool addReply)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var ids = new List<int> { _begin };
        foreach (ChatTurn turn in turns)
        {
            ids.AddRange(RenderHead(turn));
            ids.AddRange(RenderBody(turn));
        }

        if (addReply)
            ids.Add(_roles[(int)ChatRole.Assistant]);
        return [.. ids];
    }

    /// <summary>Writes what of a turn is given: the token of its role.</summary>
    internal int[] RenderHead(ChatTurn turn) => [_roles[(int)turn.Role]];

    /// <summary>Writes what of a turn its speaker chooses: the text and its end.</summary>
    /// <exception cref="ArgumentException">Somebody else than the assistant calls a tool.</exception>
    internal int[] RenderBody(ChatTurn turn)
    {
        if (turn.IsToolCall && turn.Role != ChatRole.Assistant)
            throw new ArgumentException(
                $"A turn of {turn.Role} is marked as a call of a tool, which only the assistant makes; leave the mark out.", nameof(turn));
        int[] text = Tokenizer.EncodeOrdinary(" " + turn.Text);
        return turn.IsToolCall ? [CallToken, .. text, EndToken] : [.. text, EndToken];
    }

    private static string TokenOf(ChatRole role) => role switch
    {
        ChatRole.System => "<|system|>",
        ChatRole.User => "<|user|>",
        ChatRole.Assistant => "<|assistant|>",
        _ => "<|tool|>",
    };
}

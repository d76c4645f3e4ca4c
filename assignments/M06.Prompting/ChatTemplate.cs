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
    /// <summary>Makes the template for a vocabulary.</summary>
    /// <param name="tokenizer">The tokenizer, whose vocabulary has all of the special tokens above, with any ids.</param>
    /// <exception cref="ArgumentException">The vocabulary lacks a special token; the message names it.</exception>
    [Exercise("M06.E2", Title = "Chat templates and the token budget", Weight = 2)]
    public ChatTemplate(BytePairTokenizer tokenizer)
    {
        // TODO M06.E2: see that the vocabulary has the special tokens, and keep the tokenizer.
        throw new NotImplementedException("M06.E2: see that the vocabulary has the special tokens, and keep the tokenizer.");
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
        throw new NotImplementedException("M06.E2: check the turns, then write special tokens by their ids and texts as ordinary tokens.");
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
        throw new NotImplementedException("M06.E2: keep the system turns and the longest run of newest exchanges that fits, counted as Render counts.");
    }
}

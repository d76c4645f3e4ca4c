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

    /// <summary>Makes the template of a vocabulary.</summary>
    /// <param name="tokenizer">The tokenizer, whose vocabulary has the five special tokens.</param>
    /// <exception cref="ArgumentException">A special token is missing.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public SftTemplate(BytePairTokenizer tokenizer)
    {
        // TODO M09.E1: look up the five special tokens.
        throw new NotImplementedException("M09.E1: look up the five special tokens.");
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
        throw new NotImplementedException("M09.E1: for each turn the role's token, the text and the end; mark text and end of what the assistant says.");
    }

    /// <summary>Writes a conversation to be continued: as <see cref="Encode"/> does, then the assistant's token, after which the model writes.</summary>
    /// <param name="turns">The turns so far; there may be none.</param>
    /// <returns>The tokens, a new array. What the model was taught to continue begins with exactly these.</returns>
    /// <exception cref="ArgumentException">A turn is a tool's or a call of a tool.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public int[] Prompt(IReadOnlyList<ChatTurn> turns)
    {
        // TODO M09.E1: the tokens of the turns, then the one that begins a reply.
        throw new NotImplementedException("M09.E1: the tokens of the turns, then the one that begins a reply.");
    }
}

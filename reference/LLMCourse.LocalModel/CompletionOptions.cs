using LLMCourse.Reference.Decoding;

namespace LLMCourse.LocalModels;

/// <summary>How a reply is written.</summary>
public sealed record CompletionOptions
{
    /// <summary>Gets how tokens are chosen, with the seed. The default is greedy: the likeliest token each time.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    /// <summary>Gets the greatest number of tokens, at least 1; the end of the turn does not count. Null, the
    /// default: as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets what the reply begins with, as if the model had written it already (prefilling); it is not part of the result. End it
    /// between two words, without a space behind it. The default is nothing. Only replies to conversations have one.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the strings that end the reply, found also where they span tokens; they are
    /// not part of it. The default is none.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Gets how many of the likeliest tokens are told at each position, from 0 to the size of the vocabulary. The default is 0:
    /// only the chosen one.</summary>
    public int TopLogProbs { get; init; }

    /// <summary>Gets whether the model may call a tool. The default is <see cref="ToolChoice.Auto"/>.</summary>
    public ToolChoice ToolChoice { get; init; }

    /// <summary>Gets what bans tokens in each step, made for <see cref="LocalModel.TokenBytes"/> and the end token of
    /// <see cref="LocalModel.Format"/>. It is used up by one reply. Null, the default: nothing.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Gets what bans tokens in the text of a call of a tool, in place of <see cref="Constraint"/>, and made as that. With it, a
    /// call may be made where the reply has a constraint too. Null, the default: calls are held to <see cref="Constraint"/>.</summary>
    public ITokenConstraint? CallConstraint { get; init; }
}

namespace LLMCourse.Reference.Decoding;

/// <summary>How long to generate and how to write it.</summary>
public sealed record GenerationOptions
{
    /// <summary>Gets the greatest number of tokens, at least 0. The default is 256.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Gets the tokens that end the text. The default is none.</summary>
    public IReadOnlyCollection<int> StopIds { get; init; } = [];

    /// <summary>Gets the strings that end the text, found also where they span tokens; they need
    /// <see cref="TokenBytes"/>. The default is none.</summary>
    public IReadOnlyCollection<string> StopStrings { get; init; } = [];

    /// <summary>Gets what a token adds to the text, in UTF-8; a token may hold a part of a character.
    /// Null, the default: there is no text.</summary>
    public Func<int, ReadOnlyMemory<byte>>? TokenBytes { get; init; }

    /// <summary>Gets what bans tokens in each step. Null, the default: nothing.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Gets how many of the newest tokens are kept when the context is full: 1 to the context length, or 0 to end there.
    /// Null, the default, keeps half of the context: then every token is read twice at most. As many as the context length
    /// drops one token each time, which looks back furthest, but moves every position and so
    /// reads the whole context for each token.</summary>
    public int? KeepWhenFull { get; init; }
}

namespace LLMCourse.Reference.Tokenizers;

/// <summary>What <see cref="BytePairTrainer"/> may be told.</summary>
public sealed record BytePairTrainerOptions
{
    /// <summary>Gets how text is cut into pieces, which no merge crosses. The default is GPT-2's rule.</summary>
    public SplitRule Rule { get; init; } = SplitRule.Gpt2;

    /// <summary>Gets the special tokens, which get the last ids in this order and are cut out of the text. The default is none.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];
}

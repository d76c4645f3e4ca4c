using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Storage;

/// <summary>The choices of <see cref="Gguf.Write"/>.</summary>
public sealed record GgufOptions
{
    /// <summary>Gets how the matrices are kept. The default, float16, is what other programs
    /// convert from; a matrix of <see cref="GgufType.Q8"/>
    /// whose rows are no multiple of 32 long is kept in float16.</summary>
    public GgufType Type { get; init; } = GgufType.F16;

    /// <summary>Gets the model's name for people. The default is "LLMCourse".</summary>
    public string Name { get; init; } = "LLMCourse";

    /// <summary>Gets the tokenizer, which goes into the file; null (the default): the file has none, and programs take and give ids. It
    /// must have a list of merges and <see cref="SplitRule.Gpt2"/>, since llama.cpp reads other
    /// rules differently at some characters.</summary>
    public BytePairTokenizer? Tokenizer { get; init; }

    /// <summary>Gets the special token that ends a text. The default, null, is GPT-2's <c>&lt;|endoftext|&gt;</c> where the tokenizer has
    /// it, and else its only special token.</summary>
    public string? EndOfText { get; init; }
}

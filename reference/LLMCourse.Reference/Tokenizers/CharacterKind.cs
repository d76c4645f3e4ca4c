namespace LLMCourse.Reference.Tokenizers;

/// <summary>What the split rules tell apart, by Unicode's properties.</summary>
internal enum CharacterKind : byte
{
    /// <summary>Neither of the others: punctuation, symbols, marks, and bytes that are not UTF-8.</summary>
    Other,

    /// <summary><c>\p{L}</c>: the categories Lu, Ll, Lt, Lm, Lo.</summary>
    Letter,

    /// <summary><c>\p{N}</c>: the categories Nd, Nl, No.</summary>
    Number,

    /// <summary><c>\s</c>: the property White_Space.</summary>
    Space,
}

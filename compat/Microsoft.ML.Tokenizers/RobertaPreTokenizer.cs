using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>GPT-2's split: contractions, words, numbers, other marks, each with one leading space, and runs of white space.</summary>
public sealed partial class RobertaPreTokenizer : PreTokenizer
{
    public static RobertaPreTokenizer Instance { get; } = new();

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) =>
        string.IsNullOrEmpty(text) ? [] : Matches(text, Gpt2Regex(), 0, text.Length);

    [GeneratedRegex(@"'(?:[sdmt]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2Regex();
}

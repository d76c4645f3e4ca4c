using System.Text;
using LLMCourse.LocalModels;

namespace LLMCourse.LlmServers.Api;

/// <summary>Writes log-probabilities.</summary>
internal static class LogProbs
{
    /// <summary>JSON has no −∞; OpenAI writes this.</summary>
    private const double Least = -9999;

    /// <summary>As chats have them.</summary>
    public static object OfChat(IEnumerable<CompletionToken> tokens) =>
        new { content = tokens.Select(OfChat).ToArray(), refusal = (string?)null };

    /// <summary>As completions have them.</summary>
    /// <param name="tokens">The tokens; null stands for one before which there is nothing.</param>
    /// <param name="texts">Their texts.</param>
    /// <param name="offset">Where in the text the first begins.</param>
    public static object OfText(IReadOnlyList<CompletionToken?> tokens, IReadOnlyList<ReadOnlyMemory<byte>> texts, int offset)
    {
        var offsets = new int[tokens.Count];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        for (int i = 0; i < tokens.Count; i++)
        {
            offsets[i] = offset;
            var characters = new char[Encoding.UTF8.GetMaxCharCount(texts[i].Length)];
            offset += decoder.GetChars(texts[i].Span, characters, flush: false);
        }

        return new
        {
            tokens = texts.Select(Text).ToArray(),
            token_logprobs = tokens.Select(token => token is null ? (double?)null : Value(token.Chosen)).ToArray(),
            top_logprobs = tokens.Select(token => token?.Top.GroupBy(top => Text(top.Bytes))
                .ToDictionary(group => group.Key, group => Value(group.First()))).ToArray(),
            text_offset = offsets,
        };
    }

    private static object OfChat(CompletionToken token) => new
    {
        token = Text(token.Chosen.Bytes),
        logprob = Value(token.Chosen),
        bytes = Bytes(token.Chosen),
        top_logprobs = token.Top.Select(top => new { token = Text(top.Bytes), logprob = Value(top), bytes = Bytes(top) }).ToArray(),
    };

    /// <summary>A token as text; the bytes of an unfinished character as hexadecimal digits, so that tokens stay apart.</summary>
    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes.Span)
        ? Encoding.UTF8.GetString(bytes.Span)
        : "bytes:" + string.Concat(bytes.ToArray().Select(b => $"\\x{b:x2}"));

    private static int[] Bytes(TokenProbability token) => [.. token.Bytes.ToArray()];

    private static double Value(TokenProbability token) => Math.Max(Least, token.LogProbability);
}

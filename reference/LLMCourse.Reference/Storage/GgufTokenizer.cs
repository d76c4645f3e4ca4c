using System.Globalization;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Storage;

/// <summary>Writes a tokenizer down as llama.cpp reads it.</summary>
internal static class GgufTokenizer
{
    private const string UsualEnd = "<|endoftext|>";

    /// <summary>llama.cpp's <c>enum llama_token_type</c>.</summary>
    private const int Normal = 1, Control = 3, Unused = 5;

    /// <summary>Writes down the tokens, or that there are none.</summary>
    /// <exception cref="ArgumentException">The tokenizer cannot be written, or is not the model's.</exception>
    public static void Describe(GgufValues values, GptConfig config, GgufOptions options)
    {
        if (options.Tokenizer is not { } tokenizer)
        {
            values.Add("tokenizer.ggml.model", "none");
            return;
        }

        BytePairVocabulary vocabulary = tokenizer.Vocabulary;
        if (vocabulary.ByRank)
            throw Refusal("The tokenizer's vocabulary has ranks and no list of merges, which llama.cpp needs; choose one with merges, or write the file without a tokenizer.");
        if (tokenizer.Rule != SplitRule.Gpt2)
            throw Refusal("The tokenizer does not cut text by GPT-2's rule, and llama.cpp cuts by others differently at some characters; train it with SplitRule.Gpt2, or write the file without a tokenizer.");
        if (vocabulary.Count > config.VocabularySize)
            throw Refusal($"The tokenizer has {vocabulary.Count} tokens and the model {config.VocabularySize}; give the model the tokenizer that it was trained with.");

        int end = EndOfText(vocabulary, options.EndOfText);
        (string[] texts, int[] types) = Tokens(vocabulary, config.VocabularySize);
        values.Add("tokenizer.ggml.model", "gpt2");
        values.Add("tokenizer.ggml.pre", "gpt-2");
        values.Add("tokenizer.ggml.tokens", texts);
        values.Add("tokenizer.ggml.token_type", types);
        values.Add("tokenizer.ggml.merges", [.. vocabulary.Merges.Select(merge => $"{texts[merge.Left]} {texts[merge.Right]}")]);
        values.Add("tokenizer.ggml.bos_token_id", end);
        values.Add("tokenizer.ggml.eos_token_id", end);
        values.Add("tokenizer.ggml.add_bos_token", false);
        values.Add("tokenizer.ggml.add_eos_token", false);
    }

    /// <summary>Finds the token that ends a text. There must be one: where a file names none, llama.cpp stops at token 11.</summary>
    private static int EndOfText(BytePairVocabulary vocabulary, string? wanted)
    {
        IReadOnlyDictionary<string, int> special = vocabulary.SpecialTokens;
        string? text = wanted ?? (special.ContainsKey(UsualEnd) || special.Count != 1 ? UsualEnd : special.Keys.Single());
        return special.TryGetValue(text, out int id)
            ? id
            : throw Refusal($"The tokenizer has no special token {SafetensorsException.Quote(text)} to end a text, and llama.cpp would take token 11 for it; name one of its special tokens as EndOfText, train it with one, or write the file without a tokenizer.");
    }

    /// <summary>The text of every id: bytes in GPT-2's visible characters, special tokens as they are, a
    /// made-up one for ids that are nothing's.</summary>
    private static (string[] Texts, int[] Types) Tokens(BytePairVocabulary vocabulary, int count)
    {
        Dictionary<int, string> special = vocabulary.SpecialTokens.ToDictionary(pair => pair.Value, pair => pair.Key);
        var texts = new string[count];
        int[] types = new int[count];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < count; id++)
        {
            bool named = special.TryGetValue(id, out string? text);
            bool used = named || vocabulary.IsUsed(id);
            texts[id] = text
                ?? (used ? ByteAlphabet.Write(vocabulary.Bytes(id)) : string.Create(CultureInfo.InvariantCulture, $"<|unused {id}|>"));
            types[id] = named ? Control : used ? Normal : Unused;
            if (!seen.TryAdd(texts[id], id))
                throw Refusal($"Tokens {seen[texts[id]]} and {id} would both be written {SafetensorsException.Quote(texts[id])}, and llama.cpp finds tokens by their text; take a tokenizer without such a pair, or write the file without one.");
        }

        return (texts, types);
    }

    private static ArgumentException Refusal(string message) => new(message);
}

using LLama.Native;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tests;
using LLMCourse.Reference.Tests.Tokenizers;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Llama.Tests;

/// <summary>llama.cpp's tokens of a text are our tokenizer's.</summary>
public sealed class TokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Gpt2_TextsOfManyKinds_AreLlamaCppsTokens()
    {
        using LlamaCpp llama = Write(BytePairTokenizer.Gpt2(), spare: 47, out BytePairTokenizer ours);

        foreach (string text in Texts())
        {
            Assert.Equal(ours.Encode(text), llama.Tokenize(text, special: true));
            Assert.Equal(ours.EncodeOrdinary(text), llama.Tokenize(text, special: false));
        }
    }

    [Fact]
    public void Gpt2_EndOfText_IsLlamaCppsEnd()
    {
        using LlamaCpp llama = Write(BytePairTokenizer.Gpt2(), spare: 0, out _);

        Assert.Equal(50257, llama.Weights.Vocab.Count);
        Assert.Equal(50256, (int)llama.Weights.Vocab.EOS!.Value);
        Assert.Equal(50256, (int)llama.Weights.Vocab.BOS!.Value);
        Assert.False(llama.Weights.Vocab.ShouldAddBOS);
    }

    [Fact]
    public void Trained_TextsOfManyKinds_AreLlamaCppsTokens()
    {
        string corpus = Corpora.DataSets.Shipped.ReadText("moby-dick")[..200_000];
        BytePairVocabulary vocabulary = BytePairTrainer.Train(corpus, 600, new BytePairTrainerOptions { SpecialTokens = ["<|end|>"] });
        using LlamaCpp llama = Write(new BytePairTokenizer(vocabulary, SplitRule.Gpt2), spare: 0, out BytePairTokenizer ours);

        Assert.Equal(vocabulary.SpecialTokens["<|end|>"], (int)llama.Weights.Vocab.EOS!.Value);
        foreach (string text in Texts().Append(corpus[..5_000]).Append("one<|end|>two <|end|> three"))
            Assert.Equal(ours.Encode(text), llama.Tokenize(text, special: true));
    }

    [Fact]
    public void None_FileWithoutTokenizer_LoadsWithItsVocabularysSize()
    {
        using var model = new Gpt(GptConfig.TinyModern with { Layers = 1 });
        string path = _folder.File("none.gguf");
        Gguf.Write(path, model);
        using var llama = new LlamaCpp(path);

        Assert.Equal(LLamaVocabType.None, llama.Weights.Vocab.Type);
        Assert.Equal(65, llama.Weights.Vocab.Count);
    }

    public void Dispose() => _folder.Dispose();

    private LlamaCpp Write(BytePairTokenizer tokenizer, int spare, out BytePairTokenizer ours)
    {
        ours = tokenizer;
        using var model =
            new Gpt(GptConfig.TinyModern with { VocabularySize = tokenizer.Vocabulary.Count + spare, Width = 32, Heads = 2, Layers = 1 });
        string path = _folder.File("tokens.gguf");
        Gguf.Write(path, model, new GgufOptions { Tokenizer = tokenizer });
        return new LlamaCpp(path);
    }

    private static IEnumerable<string> Texts()
    {
        yield return "Hello, world! It's 12345 o'clock; they'll've  gone\t\tby now.\r\n\r\n   The end ";
        yield return "naïve café – „Grüße“ — Ελληνικά, русский, עברית, العربية, हिन्दी, 日本語, 한국어, ไทย";
        yield return "🙂👩‍👩‍👧‍👦🏳️‍🌈 𝔘𝔫𝔦 ½²٣ Ⅷ a\u0301 \u00A0\u2003\u3000x\u0085y\u2028z";
        yield return "before<|endoftext|>after <|endoftext|><|endoftext|> <|endof";
        yield return "    def f(x):\n        return x  # 'S 'LL 'ſ\n\n\n";
        var random = new Random(5);
        for (int i = 0; i < 300; i++) yield return RandomTexts.Next(random, random.Next(1, 60));
    }
}

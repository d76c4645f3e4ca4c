using System.Text;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;
using VerifyXunit;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed class VocabularyFilesTests
{
    private static readonly string Book = DataSets.Shipped.ReadText("moby-dick")[..50_000];

    [Fact]
    public void SaveGpt2_TrainedVocabulary_LoadsAsTheSame()
    {
        using var folder = new TemporaryFolder();
        BytePairVocabulary trained =
            BytePairTrainer.Train(Book + "é漢😀", 600, new BytePairTrainerOptions { SpecialTokens = ["<|e|>", "two words"] });

        trained.SaveGpt2(folder.File("vocab.json"), folder.File("merges.txt"));
        BytePairVocabulary loaded = BytePairVocabulary.LoadGpt2(folder.File("vocab.json"), folder.File("merges.txt"));

        Assert.Equal(trained.Merges, loaded.Merges);
        Assert.Equal(trained.SpecialTokens, loaded.SpecialTokens);
        Assert.Equal(Tokens(trained), Tokens(loaded));
        string text = Book[..5000] + "<|e|>two words";
        Assert.Equal(new BytePairTokenizer(trained, SplitRule.Gpt2).Encode(text),
            new BytePairTokenizer(loaded, SplitRule.Gpt2).Encode(text));
    }

    [Fact]
    public void SaveTiktoken_TrainedVocabulary_LoadsAsTheSame()
    {
        using var folder = new TemporaryFolder();
        BytePairVocabulary trained = BytePairTrainer.Train(Book, 600, new BytePairTrainerOptions { SpecialTokens = ["<|e|>"] });

        trained.SaveTiktoken(folder.File("x.tiktoken"));
        BytePairVocabulary loaded = BytePairVocabulary.LoadTiktoken(folder.File("x.tiktoken"), trained.SpecialTokens);

        Assert.Equal(Tokens(trained), Tokens(loaded));
        Assert.Equal(new BytePairTokenizer(trained, SplitRule.Gpt2).Encode(Book),
            new BytePairTokenizer(loaded, SplitRule.Gpt2).Encode(Book));
        Assert.Throws<InvalidOperationException>(() => loaded.SaveGpt2(folder.File("a"), folder.File("b")));
    }

    [Fact]
    public void LoadTiktoken_UnusedIdsAndWholePieces_AreAsInTiktoken()
    {
        using var folder = new TemporaryFolder();
        // No two tokens make "abc", but a piece that is a token is that token.
        File.WriteAllText(folder.File("x"), BytesAsTiktoken() + $"{Base64("abc")} 1000\n");

        BytePairVocabulary vocabulary = BytePairVocabulary.LoadTiktoken(folder.File("x"));
        var tokenizer = new BytePairTokenizer(vocabulary, SplitRule.Cl100k);

        Assert.Equal(1001, vocabulary.Count);
        Assert.False(vocabulary.IsUsed(999));
        Assert.Equal([1000], tokenizer.Encode("abc"));
        Assert.Equal([97, 98, 99, 97], tokenizer.Encode("abca"));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([999]));
    }

    [Fact]
    public Task Load_EveryFault_SaysWhereAndWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder();
        void attempt(string title, Action load)
        {
            string message = Assert.Throws<VocabularyException>(load).Message;
            text.AppendLine(title).AppendLine(message.Replace(Path.GetDirectoryName(folder.File("x"))!, "FOLDER", StringComparison.Ordinal))
                .AppendLine();
        }

        string good = BytesAsJson();
        void gpt2(string title, string vocabulary, string merges) => attempt(title, () =>
        {
            File.WriteAllText(folder.File("vocab.json"), vocabulary);
            File.WriteAllText(folder.File("merges.txt"), merges);
            _ = BytePairVocabulary.LoadGpt2(folder.File("vocab.json"), folder.File("merges.txt"));
        });
        void tiktoken(string title, string content, Dictionary<string, int>? special = null) => attempt(title, () =>
        {
            File.WriteAllText(folder.File("x.tiktoken"), content);
            _ = BytePairVocabulary.LoadTiktoken(folder.File("x.tiktoken"), special);
        });

        gpt2("vocabulary cut short", good[..100], "");
        gpt2("vocabulary that is a list", "[]", "");
        gpt2("vocabulary with a text for an id", """{"a":"b"}""", "");
        gpt2("vocabulary with an id twice", """{"a":1,"b":1}""", "");
        gpt2("vocabulary with a token twice", """{"a":1,"a":2}""", "");
        gpt2("vocabulary with a negative id", """{"a":-1}""", "");
        gpt2("vocabulary without a byte", """{"a":1}""", "");
        gpt2("merge with one token", good, "#version: 0.2\na\n");
        gpt2("merge with three tokens", good, "a b c\n");
        gpt2("merge cut short", good, "a b\na ");
        gpt2("merge outside the vocabulary", good, "#version: 0.2\na b\n");
        gpt2("merge before its part", good[..^1] + ""","abc":257,"bc":258}""", "a bc\nb c\n");
        gpt2("garbage for merges", good, "\u0001\u0002 漢\n");
        tiktoken("rank missing", BytesAsTiktoken() + "YQ==\n");
        tiktoken("rank not a number", "YQ== x\n");
        tiktoken("rank too great", "YQ== 99999999\n");
        tiktoken("two ranks", "YQ== 0 0\n");
        tiktoken("not Base64", "Y!== 0\n");
        tiktoken("rank twice", "YQ== 0\nYg== 0\n");
        tiktoken("token twice", "YQ== 0\nYQ== 1\n");
        tiktoken("cut short", BytesAsTiktoken()[..500]);
        tiktoken("empty", "");
        tiktoken("special token with a token's id", BytesAsTiktoken(), new Dictionary<string, int> { ["<|e|>"] = 97 });
        tiktoken("special token without text", BytesAsTiktoken(), new Dictionary<string, int> { [""] = 300 });
        return Verifier.Verify(text.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Load_MutatedFiles_LoadOrThrowTheirOwnException(int seed)
    {
        using var folder = new TemporaryFolder();
        BytePairVocabulary trained = BytePairTrainer.Train(Book, 300, new BytePairTrainerOptions { SpecialTokens = ["<|e|>"] });
        trained.SaveGpt2(folder.File("vocab.json"), folder.File("merges.txt"));
        trained.SaveTiktoken(folder.File("x.tiktoken"));
        byte[][] files = [File.ReadAllBytes(folder.File("vocab.json")), File.ReadAllBytes(folder.File("merges.txt")),
            File.ReadAllBytes(folder.File("x.tiktoken"))];
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[][] mutated = [.. files.Select(file => Mutate(random, file))];
            File.WriteAllBytes(folder.File("vocab.json"), mutated[0]);
            File.WriteAllBytes(folder.File("merges.txt"), mutated[1]);
            File.WriteAllBytes(folder.File("x.tiktoken"), mutated[2]);
            foreach (Func<BytePairVocabulary> load in new Func<BytePairVocabulary>[]
            {
                () => BytePairVocabulary.LoadGpt2(folder.File("vocab.json"), folder.File("merges.txt")),
                () => BytePairVocabulary.LoadTiktoken(folder.File("x.tiktoken")),
            })
            {
                try
                {
                    var tokenizer = new BytePairTokenizer(load(), SplitRule.Gpt2);
                    Assert.Equal("the whale é", tokenizer.Decode(tokenizer.EncodeOrdinary("the whale é")));
                }
                catch (VocabularyException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, 1, 400);
    }

    private static byte[] Mutate(Random random, byte[] file)
    {
        if (random.Next(4) == 0) return file[..random.Next(file.Length)];
        byte[] mutated = [.. file];
        for (int i = random.Next(3); i >= 0; i--)
            mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : mutated[random.Next(mutated.Length)];
        return mutated;
    }

    private static string BytesAsTiktoken() =>
        string.Concat(Enumerable.Range(0, 256).Select(b => $"{Convert.ToBase64String([(byte)b])} {b}\n"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string BytesAsJson()
    {
        using var folder = new TemporaryFolder();
        BytePairTrainer.Train("", 256).SaveGpt2(folder.File("vocab.json"), folder.File("merges.txt"));
        return File.ReadAllText(folder.File("vocab.json"));
    }

    private static IEnumerable<string> Tokens(BytePairVocabulary vocabulary) =>
        Enumerable.Range(0, vocabulary.Count).Select(id => vocabulary.IsUsed(id) ? Convert.ToHexString(vocabulary.Bytes(id)) : "-");
}

using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tests;
using LLMCourse.Reference.Tests.Checkpoints;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Llama.Tests;

/// <summary>What <c>grader gguf</c> loads: folders of either kind, with and without a tokenizer.</summary>
public sealed class SavedModelTests
{
    /// <summary>As for float32 in <see cref="LogitsTests"/>.</summary>
    private const double Tolerance = 1e-4;

    [Fact]
    public void Load_HuggingFaceFolder_IsTheSameModelInLlamaCpp()
    {
        using var scope = NewDisposeScope();
        using var folder = new HuggingFaceFolder(HuggingFaceFolder.LlamaConfig);
        Safetensors.Write(folder.File("model.safetensors"), HuggingFaceFolder.Llama());
        using SavedModel saved = SavedModel.Load(folder.Path);
        string path = folder.File("model.gguf");
        Gguf.Write(path, saved.Gpt, new GgufOptions { Type = GgufType.F32, Tokenizer = saved.Tokenizer });

        using var llama = new LlamaCpp(path);
        using Tensor ids = tensor(new long[] { 3, 10, 0, 7, 7, 1 }).unsqueeze(0);

        Assert.Null(saved.Tokenizer);
        using (no_grad())
            Values.Close(Values.Of(saved.Gpt.forward(ids)), llama.Logits([3, 10, 0, 7, 7, 1]), Tolerance);
    }

    [Fact]
    public void Load_CharacterModelWithVocabularyBeside_TakesBoth()
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("x"))!;
        string characters = string.Concat(Enumerable.Range('a', 26).Select(c => (char)c));
        using (var model =
            new CharacterModel(new Gpt(GptConfig.TinyModern with { VocabularySize = 26, Layers = 1 }), CharacterTokenizer.Of(characters)))
            model.Save(path);

        using (SavedModel saved = SavedModel.Load(path))
            Assert.Null(saved.Tokenizer);

        BytePairTrainer.Train("ab ab", 258, new BytePairTrainerOptions { SpecialTokens = ["<|endoftext|>"] })
            .SaveGpt2(folder.File("vocab.json"), folder.File("merges.txt"));
        using (SavedModel saved = SavedModel.Load(path))
            Assert.Equal(258, saved.Tokenizer!.Vocabulary.Count);
    }

    [Fact]
    public void Load_TheLocalModel_IsTheSameModelInLlamaCpp()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using SavedModel saved = SavedModel.Load(Path.Combine(AppContext.BaseDirectory, "local-model"));
        string path = folder.File("model.gguf");
        Gguf.Write(path, saved.Gpt, new GgufOptions { Type = GgufType.F32, Tokenizer = saved.Tokenizer, EndOfText = ChatFormat.End });
        int[] ids = saved.Chat!.Render([ChatTurn.User("Sort: 3 1 2")], addReply: true);

        using var llama = new LlamaCpp(path);
        using Tensor batch = tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0);

        using (no_grad())
            Values.Close(Values.Of(saved.Gpt.forward(batch)), llama.Logits([.. ids.Select(id => (long)id)]), 5e-4); // logits of up to 30
    }

    [Fact]
    public void Load_WhatIsNotThere_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("x"))!;

        Assert.Throws<DirectoryNotFoundException>(() => SavedModel.Load(folder.File("nowhere")));
        Assert.Throws<CheckpointException>(() => SavedModel.Load(path));
        Assert.Contains("merges.txt", Assert.Throws<FileNotFoundException>(() => SavedModel.Load(path, path)).Message,
            StringComparison.Ordinal);
    }
}

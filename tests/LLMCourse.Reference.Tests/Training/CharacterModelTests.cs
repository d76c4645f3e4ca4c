using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

public sealed class CharacterModelTests
{
    [Fact]
    public void Load_SavedFolder_GivesTheSameModel()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = new CharacterModel(new Gpt(Configurations.Small, seed: 5), CharacterTokenizer.Of("\n abcdefgh—"));
        saved.Save(folder.File("model"));

        using CharacterModel loaded = CharacterModel.Load(folder.File("model"));

        Assert.Equal(saved.Tokenizer.Characters, loaded.Tokenizer.Characters);
        Assert.Equal(saved.Model.Config, loaded.Model.Config);
        Assert.False(loaded.Model.training);
        Tensor ids = Values.Ids(1, 11, 1, 6);
        saved.Model.eval();
        Assert.Equal(Values.Bytes(saved.Model.forward(ids)), Values.Bytes(loaded.Model.forward(ids)));
        Assert.Equal("bad—", loaded.Tokenizer.Decode(loaded.Tokenizer.Encode("bad—")));
    }

    [Fact]
    public void Constructor_AnotherNumberOfCharacters_SaysSo()
    {
        using var model = new Gpt(Configurations.Small, seed: 5);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new CharacterModel(model, CharacterTokenizer.Of("ab")));

        Assert.Contains("2 characters for 11 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedConfiguration_Throws()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), "{ \"model\": ");

        Assert.Throws<InvalidDataException>(() => CharacterModel.Load(Path.GetDirectoryName(folder.File("x"))!));
    }
}

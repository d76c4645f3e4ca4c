using System.Text.Json;
using LLMCourse.Reference;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.ExportGguf;

/// <summary>A model from a folder, with its tokenizer where GGUF can hold it.</summary>
/// <param name="Gpt">The model, which this object disposes.</param>
/// <param name="Tokenizer">The byte-pair tokenizer; null: the file will have none.</param>
/// <param name="WhyNoTokenizer">What to say where there is none.</param>
internal sealed record SavedModel(Gpt Gpt, BytePairTokenizer? Tokenizer, string WhyNoTokenizer) : IDisposable
{
    private const string Vocabulary = "vocab.json", Merges = "merges.txt";

    /// <summary>Loads a folder of either kind: one with Hugging Face's names, or one that <see cref="CharacterModel.Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tokenizer">The folder with vocab.json and merges.txt; empty: the model's own, where it has them.</param>
    /// <param name="cancellationToken">Stops between two tensors.</param>
    public static SavedModel Load(string folder, string tokenizer, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Name the folder that holds config.json and the weights.");

        BytePairTokenizer? found = FindTokenizer(folder, tokenizer);
        if (!IsCharacterModel(Path.Combine(folder, "config.json")))
            return new SavedModel(Checkpoint.Load(folder, cancellationToken: cancellationToken), found, $"no tokenizer: there is no {Vocabulary} with {Merges} in {folder}");

        var characters = CharacterModel.Load(folder);
        return new SavedModel(characters.Model, found, "no tokenizer: GGUF has none whose tokens are characters");
    }

    public void Dispose() => Gpt.Dispose();

    private static BytePairTokenizer? FindTokenizer(string folder, string chosen)
    {
        string from = chosen.Length > 0 ? chosen : folder;
        string vocabulary = Path.Combine(from, Vocabulary), merges = Path.Combine(from, Merges);
        if (File.Exists(vocabulary) && File.Exists(merges))
            return new BytePairTokenizer(BytePairVocabulary.LoadGpt2(vocabulary, merges), SplitRule.Gpt2);
        return chosen.Length == 0 ? null : throw new FileNotFoundException($"'{chosen}' has not both {Vocabulary} and {Merges}. Name the folder that BytePairVocabulary.SaveGpt2 wrote them to.");
    }

    /// <summary>Says whether the configuration is the course's own, which has the model's fields under one name. Whoever reads it says what is wrong with it.</summary>
    private static bool IsCharacterModel(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("characters", out _);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return false;
        }
    }
}

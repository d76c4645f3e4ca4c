using System.Text.Json;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;

namespace LLMCourse.LocalModels;

/// <summary>A model from a folder of any kind that the course writes or reads, with the tokenizer that is there: one like the local model's
/// (<see cref="LocalModel.Save"/>), one with Hugging Face's names (<see cref="Checkpoint"/>), or one of
/// <see cref="CharacterModel"/>.</summary>
public sealed class SavedModel : IDisposable
{
    private const string Config = "config.json", Vocabulary = "vocab.json", Merges = "merges.txt";

    private readonly CharacterModel? _characters;

    private SavedModel(Gpt gpt, BytePairTokenizer? tokenizer, CharacterModel? characters) =>
        (Gpt, Tokenizer, _characters) = (gpt, tokenizer, characters);

    /// <summary>Gets the model, which this object disposes.</summary>
    public Gpt Gpt { get; }

    /// <summary>Gets the byte-pair tokenizer; null where the folder has none.</summary>
    public BytePairTokenizer? Tokenizer { get; }

    /// <summary>Gets the characters that tokens stand for; null where they stand for something else.</summary>
    public CharacterTokenizer? Characters => _characters?.Tokenizer;

    /// <summary>Gets how the model writes conversations; null where its tokenizer has no tokens for turns.</summary>
    public ChatFormat? Chat => Tokenizer is not null && ChatFormat.SpecialTokens.All(Tokenizer.Vocabulary.SpecialTokens.ContainsKey)
        ? new ChatFormat(Tokenizer)
        : null;

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tokenizer">The folder with vocab.json and merges.txt; null: the model's own, where it has them.</param>
    /// <param name="cancellationToken">Stops between two tensors.</param>
    /// <returns>The model in float32 and evaluation mode, on the CPU, which the caller disposes.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder named for the tokenizer has not both
    /// files, or the model's folder lacks one.</exception>
    /// <exception cref="CheckpointException">A folder with Hugging Face's names cannot be read.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be read.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or not of this configuration.</exception>
    /// <exception cref="VocabularyException">The vocabulary is damaged.</exception>
    public static SavedModel Load(string folder, string? tokenizer = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Name the folder that holds {Config} and the weights.");

        BytePairTokenizer? found = FindTokenizer(folder, tokenizer);
        string config = Path.Combine(folder, Config);
        if (HasField(config, "characters"))
        {
            var characters = CharacterModel.Load(folder);
            return new SavedModel(characters.Model, found, characters);
        }

        return new SavedModel(HasField(config, "vocabularySize")
            ? LocalModel.LoadWeights(folder)
            : Checkpoint.Load(folder, cancellationToken: cancellationToken), found, null);
    }

    /// <summary>Cuts a text into the model's tokens; special tokens in it are text like any other.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidOperationException">There is no tokenizer.</exception>
    /// <exception cref="ArgumentException">A character is not among the model's.</exception>
    public int[] Encode(string text) => Characters?.Encode(text) ?? Needed().EncodeOrdinary(text);

    /// <summary>Puts tokens together.</summary>
    /// <param name="ids">The tokens.</param>
    /// <exception cref="InvalidOperationException">There is no tokenizer.</exception>
    public string Decode(ReadOnlySpan<int> ids) => Characters is not null ? Characters.Decode(ids) : Needed().Decode(ids);

    /// <summary>Writes the model as a folder that <see cref="Load"/> reads again: of characters as it
    /// was, any other as the local model's.</summary>
    /// <param name="folder">The folder; files that exist are replaced.</param>
    /// <exception cref="InvalidOperationException">There is no tokenizer.</exception>
    public void Save(string folder)
    {
        if (_characters is not null)
            _characters.Save(folder);
        else
            LocalModel.Save(folder, Gpt, Needed().Vocabulary);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Gpt.Dispose();

    private BytePairTokenizer Needed() =>
        Tokenizer ?? throw new InvalidOperationException($"The model has no tokenizer; put {Vocabulary} and {Merges} beside its weights.");

    private static BytePairTokenizer? FindTokenizer(string folder, string? chosen)
    {
        string from = chosen ?? folder;
        if (File.Exists(Path.Combine(from, Vocabulary)) && File.Exists(Path.Combine(from, Merges)))
            return LocalModel.LoadTokenizer(from);
        return chosen is null
            ? null
            : throw new FileNotFoundException(
                $"'{chosen}' has not both {Vocabulary} and {Merges}. Name the folder that BytePairVocabulary.SaveGpt2 wrote them to.");
    }

    /// <summary>Says whether the configuration has a field, by which the kinds are told apart. Whoever
    /// reads it says what is wrong with it.</summary>
    private static bool HasField(string path, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out _);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return false;
        }
    }
}

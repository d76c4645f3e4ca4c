using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.Finetune;

/// <summary>The model that is taught, with its tokenizer, from a folder of any of the three kinds that the course writes or reads.</summary>
internal sealed class BaseModel : IDisposable
{
    private readonly CharacterModel? _characters;

    private BaseModel(Gpt gpt, BytePairTokenizer? tokenizer, CharacterModel? characters) => (Gpt, Tokenizer, _characters) = (gpt, tokenizer, characters);

    /// <summary>Gets the model, which this object disposes.</summary>
    public Gpt Gpt { get; }

    /// <summary>Gets its byte-pair tokenizer; null where tokens are characters.</summary>
    public BytePairTokenizer? Tokenizer { get; }

    /// <summary>Gets how it writes conversations; null where its tokenizer has no tokens for turns.</summary>
    public ChatFormat? Chat => Tokenizer is not null && ChatFormat.SpecialTokens.All(Tokenizer.Vocabulary.SpecialTokens.ContainsKey) ? new ChatFormat(Tokenizer) : null;

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Stops between two tensors.</param>
    public static BaseModel Load(string folder, CancellationToken cancellation)
    {
        string config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
            throw new DirectoryNotFoundException($"There is no {config}. Name the folder that holds config.json and the weights.");
        if (HasField(config, "characters"))
        {
            var characters = CharacterModel.Load(folder);
            return new BaseModel(characters.Model, null, characters);
        }

        if (!File.Exists(Path.Combine(folder, "vocab.json")) || !File.Exists(Path.Combine(folder, "merges.txt")))
            throw new FileNotFoundException($"{folder} has not both vocab.json and merges.txt, without which a text cannot be cut into the model's tokens.");
        BytePairTokenizer tokenizer = LocalModel.LoadTokenizer(folder);
        Gpt model = HasField(config, "vocabularySize") ? LocalModel.LoadWeights(folder) : Checkpoint.Load(folder, cancellationToken: cancellation);
        return new BaseModel(model, tokenizer, null);
    }

    /// <summary>Cuts a text into tokens.</summary>
    public int[] Encode(string text) => Tokenizer is not null ? Tokenizer.EncodeOrdinary(text) : _characters!.Tokenizer.Encode(text);

    /// <summary>Puts tokens together.</summary>
    public string Decode(ReadOnlySpan<int> ids) => Tokenizer is not null ? Tokenizer.Decode(ids) : _characters!.Tokenizer.Decode(ids);

    /// <summary>Writes the model as a folder that the course reads again: with <c>./course chat --model</c>, and here with <c>--model</c>.</summary>
    public void Save(string folder)
    {
        if (_characters is not null)
            _characters.Save(folder);
        else
            LocalModel.Save(folder, Gpt, Tokenizer!.Vocabulary);
    }

    /// <inheritdoc/>
    public void Dispose() => Gpt.Dispose();

    private static bool HasField(string path, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out _);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message} Take the file that belongs to the weights.", e);
        }
    }
}

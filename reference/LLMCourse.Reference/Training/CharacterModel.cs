using System.Text.Json;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Training;

/// <summary>A model of characters with the characters that its tokens stand for: a folder with <c>config.json</c> and
/// <c>model.safetensors</c>.</summary>
/// <remarks>The weights have the names of <see cref="Gpt"/>; <c>config.json</c> has the fields of <see cref="GptConfig"/> under
/// <c>model</c>, and
/// <c>characters</c>, of which the first is token 0.</remarks>
public sealed class CharacterModel : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Joins a model and its tokenizer.</summary>
    /// <param name="model">The model, which this object disposes.</param>
    /// <param name="tokenizer">One character for each of the model's tokens.</param>
    /// <exception cref="ArgumentException">There are not as many characters as tokens.</exception>
    public CharacterModel(Gpt model, CharacterTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (tokenizer.VocabularySize != model.Config.VocabularySize)
            throw new ArgumentException(
                $"The tokenizer has {tokenizer.VocabularySize} characters for {model.Config.VocabularySize} tokens; give each token one character of its own.", nameof(tokenizer));
        Model = model;
        Tokenizer = tokenizer;
    }

    /// <summary>Gets the model.</summary>
    public Gpt Model { get; }

    /// <summary>Gets the characters that the tokens stand for.</summary>
    public CharacterTokenizer Tokenizer { get; }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The model in evaluation mode, on the CPU, which the caller disposes.</returns>
    /// <exception cref="InvalidDataException">The configuration cannot be read.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged or not of this configuration.</exception>
    public static CharacterModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, "config.json");
        Description description;
        try
        {
            description = JsonSerializer.Deserialize<Description>(File.ReadAllText(path), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message} Take the file that belongs to the weights.", e);
        }

        var model = new Gpt(description.Model);
        try
        {
            Safetensors.LoadInto(Path.Combine(folder, "model.safetensors"), model);
            model.eval();
            return new CharacterModel(model, CharacterTokenizer.Of(description.Characters));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">The folder; files that exist are replaced.</param>
    public void Save(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"),
            JsonSerializer.Serialize(new Description(Model.Config, Tokenizer.Characters), Json) + "\n");
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), Model.state_dict());
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();

    private sealed record Description(GptConfig Model, string Characters);
}

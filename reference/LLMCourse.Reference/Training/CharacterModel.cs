using System.Text.Json;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Reference.Training;

/// <summary>A model of characters with the characters that its tokens stand for: a folder with <c>config.json</c> and <c>model.safetensors</c>.</summary>
/// <remarks>The weights have the names of <see cref="Gpt"/>; <c>config.json</c> has the fields of <see cref="GptConfig"/> under <c>model</c>, and
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

    /// <summary>Joins a model and its characters.</summary>
    /// <param name="model">The model, which this object disposes.</param>
    /// <param name="characters">One character for each token, all different.</param>
    /// <exception cref="ArgumentException">There are not as many characters as tokens, or one is there twice.</exception>
    public CharacterModel(Gpt model, string characters)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(characters);
        if (characters.Length != model.Config.VocabularySize || characters.Distinct().Count() != characters.Length)
            throw new ArgumentException($"There are {characters.Length} characters, {characters.Distinct().Count()} different, for {model.Config.VocabularySize} tokens; give each token one character of its own.", nameof(characters));
        Model = model;
        Characters = characters;
    }

    /// <summary>Gets the model.</summary>
    public Gpt Model { get; }

    /// <summary>Gets the characters, in the order of the tokens.</summary>
    public string Characters { get; }

    /// <summary>Collects the characters of a text, in the order of their code units.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Each character once.</returns>
    public static string CharactersOf(string text) => string.Concat(text.Distinct().Order());

    /// <summary>Turns a text into tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">The characters, in the order of the tokens.</param>
    /// <returns>A token for each character.</returns>
    /// <exception cref="ArgumentException">A character has no token.</exception>
    public static int[] Encode(string text, string characters)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(characters);
        var tokens = Enumerable.Range(0, characters.Length).ToDictionary(i => characters[i]);
        return [.. text.Select((c, i) => tokens.TryGetValue(c, out int token)
            ? token
            : throw new ArgumentException($"Character {i} of the text is U+{(int)c:X4}, for which the model has no token; leave it out or train with it.", nameof(text)))];
    }

    /// <summary>Turns a text into tokens.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A token for each character.</returns>
    /// <exception cref="ArgumentException">A character has no token.</exception>
    public int[] Encode(string text) => Encode(text, Characters);

    /// <summary>Turns tokens into a text.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <returns>A character for each token.</returns>
    public string Decode(IEnumerable<int> tokens) => string.Concat(tokens.Select(token => Characters[token]));

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
            return new CharacterModel(model, description.Characters);
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
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new Description(Model.Config, Characters), Json) + "\n");
        Safetensors.Write(Path.Combine(folder, "model.safetensors"), Model.state_dict());
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();

    private sealed record Description(GptConfig Model, string Characters);
}

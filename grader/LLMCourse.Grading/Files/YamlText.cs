using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LLMCourse.Grading.Files;

/// <summary>Reads YAML. Whatever is wrong with a text is a <see cref="YamlException"/>; YamlDotNet 18.1 itself has others for some brackets
/// that are never closed.</summary>
public static class YamlText
{
    /// <summary>Reads a text as nodes with their lines.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static YamlStream Parse(string text) => Guarded(() =>
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream;
    });

    /// <summary>Reads a text as a value whose properties are named in lower case with underscores.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>The value; null for an empty text.</returns>
    /// <exception cref="YamlException">It is no YAML, or not of this type.</exception>
    public static T? Read<T>(string text) =>
        Guarded(() => new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<T?>(text));

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // It says nothing of the text ("Operation is not valid due to the current state of
            // the object"), and readers show what is within.
            throw new YamlException("A list, a mapping or a quotation is not closed; look for a missing bracket or quote.");
        }
    }
}

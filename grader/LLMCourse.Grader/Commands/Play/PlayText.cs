using System.Globalization;
using System.Text;
using LLMCourse.Grading.Course;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>The text to learn, and what to write after.</summary>
/// <param name="Name">For people.</param>
/// <param name="Text">The text.</param>
/// <param name="Prompt">What the written text begins with.</param>
internal sealed record PlayText(string Name, string Text, string Prompt)
{
    private const int Least = 1_000, Most = 5_000_000, MostCharacters = 5_000;

    /// <summary>Reads the text.</summary>
    /// <exception cref="CourseException">It cannot be learned from, or the prompt has a character that it has not.</exception>
    public static PlayText Read(PlayOptions options)
    {
        (string name, string text) = options.Text is { } path
            ? (Path.GetFileName(path), ReadFile(path))
            : ("Moby Dick", DataSets.Shipped.ReadText("moby-dick"));
        if (text.Length is < Least or > Most)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} has {text.Length:N0} characters; give a text of {Least:N0} to {Most:N0}."));
        HashSet<Rune> characters = [.. text.EnumerateRunes()];
        if (characters.Count > MostCharacters)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} has {characters.Count:N0} different characters, each of which is a token; give a text with at most {MostCharacters:N0}."));
        string prompt = options.Prompt ?? text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0)
            ?? throw new CourseException($"{name} is nothing but blanks; give a text with words.");
        if (prompt.Length == 0) throw new CourseException("--prompt is empty; begin with at least one character.");
        if (prompt.EnumerateRunes().FirstOrDefault(rune => !characters.Contains(rune)) is { Value: not 0 } unknown)
            throw new CourseException(
                $"--prompt has '{unknown}', which {name} does not have: a model of characters knows those of its text alone.");
        return new PlayText(name, text, prompt);
    }

    private static string ReadFile(string path)
    {
        if (!File.Exists(path))
            throw new CourseException($"There is no file '{path}'. Give a text to learn with --text, or leave it out for Moby Dick.");
        if (new FileInfo(path).Length > 4L * Most)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' is too large; give a text of at most {Most:N0} characters."));
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF')
                .ReplaceLineEndings("\n");
        }
        catch (DecoderFallbackException e)
        {
            throw new CourseException($"'{path}' is not UTF-8 from byte {e.Index} on; save it as UTF-8.");
        }
    }
}

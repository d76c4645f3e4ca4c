using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M12;

/// <summary>Steps and projects for checks of reproductions, and what is observed of them.</summary>
internal static partial class Projects
{
    public static Task<IReadOnlyDictionary<string, byte[]>> Made(params (string Name, string Text)[] outputs) =>
        Task.FromResult<IReadOnlyDictionary<string, byte[]>>(
            outputs.ToDictionary(output => output.Name, output => Encoding.UTF8.GetBytes(output.Text)));

    /// <summary>Makes a step whose outputs are a hash of its name, inputs and seed; names are separated by spaces.</summary>
    public static ProjectStep Step(string name, string inputs, string outputs,
        List<string>? log = null) => new(name, Split(inputs), Split(outputs), (given, seed, _) =>
    {
        log?.Add($"{name} {seed:x16} of {string.Join(", ", given.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {Hash(x.Value)[..6]}"))}");
        string text = $"{name} {seed} {string.Join(' ', given.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => Hash(x.Value)))}";
        return Made([.. Split(outputs).Select(output => (output, $"{output} {text}"))]);
    });

    /// <summary>Makes a step that writes metrics: the number of bytes of each input.</summary>
    public static ProjectStep Count(string inputs, string name = "count") => new(name, Split(inputs), ["metrics"], (given, _, _) =>
        Made(("metrics",
            $"{{{string.Join(", ", given.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"\"{x.Key}\": {x.Value.Length}"))}}}")));

    public static Dictionary<string, byte[]> Data(params (string Name, string Text)[] data) =>
        data.ToDictionary(x => x.Name, x => Encoding.UTF8.GetBytes(x.Text));

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Says how a call ends: well, or with which exception and which of some names in its message.</summary>
    public static string Ending(Action call, params string[] names)
    {
        try
        {
            call();
            return "well";
        }
        catch (NotImplementedException)
        {
            throw;
        }
        catch (Exception e)
        {
            string type = e is ArgumentException ? "ArgumentException" : e is OperationCanceledException
                ? "OperationCanceledException"
                : ExceptionName.Of(e);
            // Between brackets, arrows or quotation marks of any kind a name is a name.
            string[] words = [.. NotOfNames().Split(e.Message).Select(word => word.Trim('-'))];
            string named = string.Join(", ", names.Where(name => words.Contains(name)));
            return $"{type}{(named.Length > 0 ? $" about {named}" : "")}{(e.InnerException is { } inner && e is InvalidOperationException ? $", of {ExceptionName.Of(inner)}" : "")}";
        }
    }

    [GeneratedRegex(@"[^\p{L}\p{N}_-]+")]
    private static partial Regex NotOfNames();
}

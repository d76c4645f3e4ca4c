using System.CommandLine;
using LLMCourse.LocalModels;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Tools.ServeModel;

/// <summary>Options that both commands have, and what they stand for.</summary>
internal static class ModelOptions
{
    public static Option<string?> Folder() =>
        new("--model") { Description = "The model's folder. Default: the one that comes with the course.", HelpName = "FOLDER" };

    public static LocalModel Load(string? folder, int concurrency = 0) =>
        folder is null ? LocalModel.LoadShipped(concurrency) : LocalModel.Load(folder, concurrency);

    /// <summary>Runs an action, and turns the errors that a user can do something about into a line and an exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or SafetensorsException
            or VocabularyException or ArgumentException or UriFormatException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"course: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Usage;
        }
    }
}

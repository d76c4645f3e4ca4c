namespace LLMCourse.LocalModels.Tests;

/// <summary>The model that comes with the course, loaded once for all tests.</summary>
public sealed class ShippedModel : IDisposable
{
    public LocalModel Model { get; } = LocalModel.LoadShipped(concurrency: 3);

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "local-model");

    public void Dispose() => Model.Dispose();
}

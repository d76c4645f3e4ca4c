namespace VerifyTests;

public partial class VerifySettings
{
    private readonly List<string> _scrubbed = [];

    public VerifySettings()
    {
    }

    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null) return;
        (Directory, FileName, MethodName, Parameters) = (settings.Directory, settings.FileName, settings.MethodName, settings.Parameters);
        DiffDisabled = settings.DiffDisabled;
        _scrubbed.AddRange(settings._scrubbed);
    }

    internal string? Directory { get; private set; }

    internal string? FileName { get; private set; }

    internal string? MethodName { get; private set; }

    internal object?[]? Parameters { get; private set; }

    internal bool DiffDisabled { get; private set; }

    public void UseDirectory(string directory) => Directory = NotBlank(directory, nameof(directory));

    public void UseFileName(string fileName) => FileName = NotBlank(fileName, nameof(fileName));

    public void UseMethodName(string name) => MethodName = NotBlank(name, nameof(name));

    public void UseParameters(params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Length == 0) throw new ArgumentException("Name at least one parameter, or leave UseParameters out.", nameof(parameters));
        Parameters = parameters;
    }

    public void ScrubLinesContaining(params string[] stringToMatch)
    {
        ArgumentNullException.ThrowIfNull(stringToMatch);
        _scrubbed.AddRange(stringToMatch);
    }

    /// <summary>Kept for the real package; no diff tool is ever started here.</summary>
    public void DisableDiff() => DiffDisabled = true;

    internal string Scrub(string text) => _scrubbed.Count == 0
        ? text
        : string.Join('\n', text.Split('\n').Where(line => !_scrubbed.Exists(word => line.Contains(word, StringComparison.OrdinalIgnoreCase))));

    private static string NotBlank(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }
}

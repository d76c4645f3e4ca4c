using System.Text.Json;
using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Checkpoints;

/// <summary>The open weights of a folder: one file, or several with an index that says which tensor is where.</summary>
internal sealed class CheckpointFiles : IDisposable
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly Dictionary<string, SafetensorsFile> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SafetensorsFile File, SafetensorsEntry Entry)> _tensors = new(StringComparer.Ordinal);

    private CheckpointFiles()
    {
    }

    /// <summary>Gets the names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Opens model.safetensors, or, where there is none, the files that model.safetensors.index.json lists.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The open files, which the caller disposes.</returns>
    /// <exception cref="CheckpointException">There are no weights, or the index and the files contradict each other.</exception>
    /// <exception cref="SafetensorsException">A file is damaged.</exception>
    public static CheckpointFiles Open(string folder)
    {
        var files = new CheckpointFiles();
        try
        {
            if (File.Exists(Path.Combine(folder, Single)))
                files.AddAll(files.OpenShard(folder, Single));
            else if (File.Exists(Path.Combine(folder, Index)))
                files.AddIndexed(folder, ReadIndex(folder));
            else
                throw new CheckpointException(folder, [NoWeights(folder)]);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Finds the description of a tensor, or null where there is none.</summary>
    public SafetensorsEntry? Find(string name) => _tensors.TryGetValue(name, out var found) ? found.Entry : null;

    /// <summary>Reads a tensor, which the caller disposes.</summary>
    public Tensor Read(string name) => _tensors[name].File.Read(name);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _shards.Values)
            file.Dispose();
    }

    private static string NoWeights(string folder) => File.Exists(Path.Combine(folder, "pytorch_model.bin"))
        ? $"there is pytorch_model.bin but neither {Single} nor {Index}. Such a file can run code when it is opened and is not read; convert it to safetensors."
        : $"there is neither {Single} nor {Index}; copy or download the weights into the folder.";

    private static Dictionary<string, string> ReadIndex(string folder)
    {
        var problems = new List<string>();
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Index)));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("weight_map", out JsonElement weights)
                || weights.ValueKind != JsonValueKind.Object)
            {
                throw new CheckpointException(folder,
                    [$"{Index} has no 'weight_map' of tensor names to files; copy or download it again."]);
            }

            foreach (JsonProperty weight in weights.EnumerateObject())
            {
                string? file = weight.Value.ValueKind == JsonValueKind.String ? weight.Value.GetString() : null;
                if (file is null || !IsPlainName(file))
                    problems.Add($"{Index} puts tensor {SafetensorsException.Quote(weight.Name)} into {ConfigFields.Text(weight.Value)}; it must be the name of a .safetensors file in the same folder.");
                else if (!map.TryAdd(weight.Name, file))
                    problems.Add($"{Index} names tensor {SafetensorsException.Quote(weight.Name)} twice; copy or download it again.");
            }
        }
        catch (JsonException e)
        {
            throw new CheckpointException(folder, [$"{Index} is not valid JSON: {e.Message} Copy or download it again."], e);
        }

        return problems.Count == 0 ? map : throw new CheckpointException(folder, problems);
    }

    /// <summary>Says whether a name stays inside the folder on every system.</summary>
    private static bool IsPlainName(string name) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal) && name.AsSpan().IndexOfAny('/', '\\', ':') < 0
            && !name.Any(char.IsControl);

    private SafetensorsFile OpenShard(string folder, string name)
    {
        SafetensorsFile file = Safetensors.Open(Path.Combine(folder, name));
        _shards.Add(name, file);
        return file;
    }

    private void AddAll(SafetensorsFile file)
    {
        foreach (SafetensorsEntry entry in file.Entries)
            _tensors.Add(entry.Name, (file, entry));
    }

    private void AddIndexed(string folder, Dictionary<string, string> map)
    {
        var problems = new List<string>();
        foreach (IGrouping<string, KeyValuePair<string, string>> shard in map.GroupBy(pair => pair.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string shown = SafetensorsException.Quote(shard.Key);
            if (!File.Exists(Path.Combine(folder, shard.Key)))
            {
                problems.Add($"{Index} lists {shown}, which is not in the folder; copy or download it.");
                continue;
            }

            SafetensorsFile file = OpenShard(folder, shard.Key);
            Dictionary<string, SafetensorsEntry> entries = file.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
            foreach (string name in shard.Select(pair => pair.Key).Order(StringComparer.Ordinal))
            {
                if (entries.Remove(name, out SafetensorsEntry? entry))
                    _tensors.Add(name, (file, entry));
                else
                    problems.Add($"{Index} puts tensor {SafetensorsException.Quote(name)} into {shown}, which does not have it; the files are of different versions, download them together.");
            }

            problems.AddRange(entries.Keys.Order(StringComparer.Ordinal).Select(name =>
                $"{shown} has tensor {SafetensorsException.Quote(name)}, which {Index} does not put there; the files are of different versions, download them together."));
        }

        if (problems.Count > 0)
            throw new CheckpointException(folder, problems);
    }
}

using System.Globalization;
using System.Text.Json;
using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Everything that a run needs to go on as if it had never stopped, in one safetensors file.</summary>
/// <remarks>
/// Tensors: <c>model.NAME</c>, the weights; <c>adamw.NAME.mean</c> and <c>adamw.NAME.square</c>, the moments; <c>torch_generator</c>,
/// the state of the global CPU generator, which dropout draws from. Metadata: the numbers of <see cref="TrainingPosition"/>, and
/// <c>setup</c>, which says what the run is like; a file of another setup is refused.
/// </remarks>
public static class TrainingCheckpoint
{
    private const string Kind = "LLMCourse training 1";

    /// <summary>Writes a checkpoint, under a temporary name until it is complete.</summary>
    /// <param name="path">The file; one that exists is replaced once the new one is complete.</param>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="position">How far the run is.</param>
    /// <param name="setup">What the run is like, as text; compared when loading.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, nn.Module model, FusedAdamW optimizer, TrainingPosition position, string setup)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(position);
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = Targets(model, optimizer);
        tensors["torch_generator"] = get_rng_state();
        Safetensors.Write(path, tensors, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["position"] = JsonSerializer.Serialize(position),
            ["optimizer_steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture),
            ["setup"] = setup,
        });
    }

    /// <summary>Reads a checkpoint into a model and its optimizer and sets the global generator; on any
    /// error all of them are as they were.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, changed in place.</param>
    /// <param name="optimizer">Its optimizer, changed in place.</param>
    /// <param name="setup">What this run is like; it must be what was saved.</param>
    /// <returns>How far the run was.</returns>
    /// <exception cref="SafetensorsException">The file is cut off, damaged, or not a checkpoint of this run.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingPosition Load(string path, nn.Module model, FusedAdamW optimizer, string setup)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using SafetensorsFile file = Safetensors.Open(path);
        if (!file.Metadata.TryGetValue("kind", out string? kind) || kind != Kind)
            throw new SafetensorsException(path, null,
                "it is not a checkpoint of a training run. Give the file that a run saved, or load plain weights with Safetensors.LoadInto.");
        string saved = Text(file, path, "setup");
        if (saved != setup)
            throw new SafetensorsException(path, null,
                $"it belongs to another run. Saved was {saved}, but this run is {setup}. Resume with the same settings, or begin anew without it.");
        TrainingPosition position = Position(file, path);
        if (!long.TryParse(Text(file, path, "optimizer_steps"), NumberStyles.None, CultureInfo.InvariantCulture, out long steps))
            throw new SafetensorsException(path, null,
                "'optimizer_steps' is not a number. The file is damaged; use an earlier checkpoint.");

        // All is read and compared before anything is copied, so that a damaged file changes nothing.
        Dictionary<string, Tensor> targets = Targets(model, optimizer);
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, Tensor target) in targets)
            values[name] = Read(file, path, name, target);
        using Tensor state = get_rng_state();
        Tensor generator = Read(file, path, "torch_generator", state);
        foreach ((string name, Tensor target) in targets)
            _ = target.copy_(values[name]);
        optimizer.Steps = steps;
        set_rng_state(generator);
        return position;
    }

    private static Dictionary<string, Tensor> Targets(nn.Module model, FusedAdamW optimizer)
    {
        var all = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in model.state_dict())
            all[$"model.{name}"] = tensor;
        foreach ((string name, Tensor tensor) in optimizer.Moments)
            all[$"adamw.{name}"] = tensor;
        return all;
    }

    private static Tensor Read(SafetensorsFile file, string path, string name, Tensor target)
    {
        SafetensorsEntry entry = file.Entries.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw new SafetensorsException(path, name,
                "it is missing. The checkpoint is of another model; make the model with the configuration that was saved.");
        if (entry.Type != target.dtype || !target.shape.AsSpan().SequenceEqual([.. entry.Shape]))
            throw new SafetensorsException(path, name,
                $"it is {entry.Type} {Shapes.Join(entry.Shape)}, but this run has {target.dtype} {Shapes.Text(target)}. Make the model with the configuration that was saved.");
        return file.Read(name);
    }

    private static TrainingPosition Position(SafetensorsFile file, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingPosition>(Text(file, path, "position")) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(path, null,
                $"its position cannot be read ({e.Message}). The file is damaged; use an earlier checkpoint.", e);
        }
    }

    private static string Text(SafetensorsFile file, string path, string key) => file.Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new SafetensorsException(path, null,
            $"'{key}' is missing from its metadata. The file is damaged; use an earlier checkpoint.");
}

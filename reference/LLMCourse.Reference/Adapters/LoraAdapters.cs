using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using LLMCourse.Reference.Storage;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Adapters;

/// <summary>Low-rank updates of a model's linear layers: the model is frozen, and two small
/// matrices per layer are trained instead.</summary>
/// <remarks>
/// Hu et al. 2021, §4.1, eq. 3 (<see href="https://arxiv.org/abs/2106.09685"/>): h = W₀·x + α/r·B·A·x, with A Gaussian and B zero, so that
/// nothing changes before training. Differs: the paper does not say A's variance, which is 1/in here, so that A·x has the scale of x;
/// where a layer's matrix holds several projections (queries, keys and values), they share A, and keys are adapted too.
/// The model's state dict stays as it was; the adapters have their own: <c>{layer}.lora_A.weight</c> <c>[r, in]</c> and
/// <c>{layer}.lora_B.weight</c> <c>[out, r]</c>. Several sets on one model add up. In files they are as the PEFT library has them
/// (<see href="https://huggingface.co/docs/peft/developer_guides/checkpoint"/>), so that they come from and go to Python.
/// </remarks>
public sealed class LoraAdapters : IDisposable
{
    /// <summary>What PEFT puts before the names of layers.</summary>
    private const string Prefix = "base_model.model.";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    private readonly List<LoraLayer> _layers = [];
    private readonly List<Parameter> _frozen;
    private bool _disposed;

    private LoraAdapters(LoraOptions options, IEnumerable<(string Name, Linear Layer)> targets, List<Parameter> frozen)
    {
        Options = options;
        _frozen = frozen;
        using var generator = new Generator((ulong)options.Seed, CPU);
        foreach ((string name, Linear layer) in targets)
            _layers.Add(new LoraLayer(name, layer, options, generator));
        foreach (Parameter parameter in frozen)
            parameter.requires_grad = false;
    }

    /// <summary>Gets the options.</summary>
    public LoraOptions Options { get; }

    /// <summary>Gets the names of the adapted layers, in the order of the model.</summary>
    public IReadOnlyList<string> Layers => [.. _layers.Select(layer => layer.Name)];

    /// <summary>Gets a value indicating whether the updates are in the model's weights.</summary>
    public bool IsMerged => _layers.Any(layer => layer.IsMerged);

    /// <summary>Gets how many numbers are trained: r·(in + out) for each adapted layer.</summary>
    public long ParameterCount => _layers.Sum(layer => layer.A.numel() + layer.B.numel());

    /// <summary>Attaches new adapters to a model and freezes its own parameters.</summary>
    /// <param name="model">The model; move it to its type and device before. Its parameters become
    /// untrainable until the adapters are disposed.</param>
    /// <param name="options">Which layers and how; null: the defaults.</param>
    /// <returns>The adapters, which the caller disposes before or after the model.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a pattern matches no linear layer.</exception>
    public static LoraAdapters Attach(nn.Module model, LoraOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        LoraOptions checkedOptions = (options ?? new LoraOptions()).Validate();
        List<(string Name, Linear Layer)> linear =
            [.. model.named_modules().Where(pair => pair.module is Linear).Select(pair => (pair.name, (Linear)pair.module))];
        foreach (string pattern in checkedOptions.Targets)
        {
            if (!linear.Exists(layer => Matches(pattern, layer.Name)))
                throw new ArgumentException($"No linear layer's name matches '{pattern}'; the model has {List(linear)}.", nameof(options));
        }

        return new LoraAdapters(
            checkedOptions,
            linear.Where(layer => checkedOptions.Targets.Any(pattern => Matches(pattern, layer.Name))),
            [.. model.parameters().Where(parameter => parameter.requires_grad)]);
    }

    /// <summary>Lists what an optimizer trains: A and B of every layer.</summary>
    /// <returns>The parameters, which stay the adapters'.</returns>
    public IEnumerable<Parameter> Parameters()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return [.. _layers.SelectMany(layer => new[] { layer.A, layer.B })];
    }

    /// <summary>Adds the updates to the model's weights, so that running it costs no more than without
    /// them. Merged, they get no gradients.</summary>
    /// <remarks>Merging what is merged does nothing. The sum is rounded to the weights' type, so that
    /// unmerging restores them up to that rounding.</remarks>
    public void Merge() => Fold(merged: true);

    /// <summary>Takes the updates out of the model's weights again, as <see cref="Merge"/> put them in.</summary>
    public void Unmerge() => Fold(merged: false);

    /// <summary>Gets the adapters' tensors by name; those of the model are not among them.</summary>
    /// <returns>The parameters themselves, which stay the adapters'.</returns>
    public Dictionary<string, Tensor> StateDict()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (LoraLayer layer in _layers)
        {
            state.Add($"{layer.Name}.lora_A.weight", layer.A);
            state.Add($"{layer.Name}.lora_B.weight", layer.B);
        }

        return state;
    }

    /// <summary>Gets the adapters' matrices as a module of their own: what an optimizer and a
    /// checkpoint take in the model's place.</summary>
    /// <returns>A module without a forward pass, with A and B of every layer under the names of <see cref="StateDict"/>. They stay the
    /// adapters'; do not dispose it.</returns>
    public nn.Module AsModule()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Matrices(StateDict());
    }

    /// <summary>Writes the adapters, without the model, as PEFT does: <c>adapter_config.json</c>, and <c>adapter_model.safetensors</c> with
    /// <c>base_model.model.{layer}.lora_A.weight</c> and <c>….lora_B.weight</c>.</summary>
    /// <param name="folder">The folder, made if it is missing; files of another adapter are replaced.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder)
    {
        var config = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = null,
            ["r"] = Options.Rank,
            ["lora_alpha"] = Options.Alpha,
            ["lora_dropout"] = Options.Dropout,
            ["target_modules"] = new JsonArray([.. Layers.Select(name => JsonValue.Create(name))]),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["use_rslora"] = false,
            ["use_dora"] = false,
            ["inference_mode"] = true,
        };
        var tensors = StateDict().ToDictionary(pair => Prefix + pair.Key, pair => pair.Value, StringComparer.Ordinal);
        new AdapterFolder(config.ToJsonString(Json) + "\n", tensors, new Dictionary<string, string> { ["format"] = "pt" }).Write(folder);
    }

    /// <summary>Replaces the adapters' values by those of a folder, all of them or none.</summary>
    /// <param name="folder">The folder, written by <see cref="Save"/> or by PEFT, with the same rank, α and layers.</param>
    /// <exception cref="InvalidOperationException">The adapters are merged.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or its rank, α, names or shapes are
    /// others; the adapters are as they were.</exception>
    /// <exception cref="IOException">A file cannot be opened or read.</exception>
    public void Load(string folder)
    {
        Dictionary<string, Tensor> state = StateDict();
        if (IsMerged)
            throw new InvalidOperationException(
                "The adapters are merged, so that other values could not be told from the model's weights; call Unmerge first.");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        AdapterFolder files = AdapterFolder.Read(folder);
        CheckFits(files, folder, state);
        foreach ((string name, Tensor target) in state)
            _ = target.copy_(files.Tensors[Prefix + name]);
    }

    /// <summary>Takes the adapters off the model and frees them; the model's parameters can be trained again.
    /// Merged updates stay in its weights.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (LoraLayer layer in _layers)
            layer.Dispose();
        foreach (Parameter parameter in _frozen.Where(parameter => !parameter.IsInvalid))
            parameter.requires_grad = true;
    }

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static string List(List<(string Name, Linear Layer)> layers) => layers.Count == 0
        ? "no linear layers"
        : $"{string.Join(", ", layers.Take(8).Select(layer => layer.Name))}{(layers.Count > 8 ? $" and {layers.Count - 8} more" : "")}";

    private void Fold(bool merged)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (LoraLayer layer in _layers)
            layer.Fold(merged);
    }

    private void CheckFits(AdapterFolder files, string folder, Dictionary<string, Tensor> state)
    {
        var problems = new List<string>();
        try
        {
            using JsonDocument config = JsonDocument.Parse(files.Config);
            CheckNumber(config.RootElement, "r", Options.Rank, problems);
            CheckNumber(config.RootElement, "lora_alpha", Options.Alpha, problems);
            foreach (string unsupported in new[] { "use_rslora", "use_dora" })
            {
                if (config.RootElement.TryGetProperty(unsupported, out JsonElement value) && value.ValueKind == JsonValueKind.True)
                    problems.Add($"{unsupported} is set, which these adapters do not have");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"adapter_config.json in {folder} is not an adapter's configuration: {e.Message}", e);
        }

        Dictionary<string, Tensor> rest = new(files.Tensors, StringComparer.Ordinal);
        foreach ((string name, Tensor target) in state)
        {
            if (!rest.Remove(Prefix + name, out Tensor? value))
                problems.Add($"tensor '{Prefix}{name}' is missing");
            else if (!value.shape.SequenceEqual(target.shape))
                problems.Add($"tensor '{Prefix}{name}' has shape {Shapes.Text(value)}, not {Shapes.Text(target)}");
            else if (!value.is_floating_point())
                problems.Add($"tensor '{Prefix}{name}' is {value.dtype}, not floating point");
        }

        problems.AddRange(rest.Keys.Order(StringComparer.Ordinal)
            .Select(name => $"tensor {SafetensorsException.Quote(name)} is of no adapted layer"));
        if (problems.Count > 0)
            throw new InvalidDataException(
                $"The adapter in {folder} does not fit these adapters: {string.Join("; ", problems)}. Attach adapters with the options that it was saved with, to the same model.");
    }

    private static void CheckNumber(JsonElement config, string key, double expected, List<string> problems)
    {
        if (!config.TryGetProperty(key, out JsonElement value))
            problems.Add($"its configuration does not say {key}");
        else if (value.ValueKind != JsonValueKind.Number || value.GetDouble() != expected)
            problems.Add(FormattableString.Invariant($"{key} is {value.GetRawText()}, not {expected:R}"));
    }

    /// <summary>The matrices under their names.</summary>
    private sealed class Matrices : nn.Module
    {
        public Matrices(Dictionary<string, Tensor> state)
            : base(nameof(Matrices))
        {
            foreach ((string name, Tensor matrix) in state)
                register_parameter(name, (Parameter)matrix);
        }
    }
}

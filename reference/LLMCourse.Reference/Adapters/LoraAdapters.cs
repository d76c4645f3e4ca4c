using System.Globalization;
using System.IO.Enumeration;
using LLMCourse.Reference.Storage;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Adapters;

/// <summary>Low-rank updates of a model's linear layers: the model is frozen, and two small matrices per layer are trained instead.</summary>
/// <remarks>
/// Hu et al. 2021, §4.1, eq. 3 (<see href="https://arxiv.org/abs/2106.09685"/>): h = W₀·x + α/r·B·A·x, with A Gaussian and B zero, so that
/// nothing changes before training. Differs: the paper does not say A's variance, which is 1/in here, so that A·x has the scale of x;
/// where a layer's matrix holds several projections (queries, keys and values), they share A, and keys are adapted too.
/// The model's state dict stays as it was; the adapters have their own: <c>{layer}.lora_A.weight</c> <c>[r, in]</c> and
/// <c>{layer}.lora_B.weight</c> <c>[out, r]</c>. Several sets on one model add up.
/// </remarks>
public sealed class LoraAdapters : IDisposable
{
    private const string RankKey = "lora_rank";
    private const string AlphaKey = "lora_alpha";

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
    /// <param name="model">The model; move it to its type and device before. Its parameters become untrainable until the adapters are disposed.</param>
    /// <param name="options">Which layers and how; null: the defaults.</param>
    /// <returns>The adapters, which the caller disposes before or after the model.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a pattern matches no linear layer.</exception>
    public static LoraAdapters Attach(nn.Module model, LoraOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        LoraOptions checkedOptions = (options ?? new LoraOptions()).Validate();
        List<(string Name, Linear Layer)> linear = [.. model.named_modules().Where(pair => pair.module is Linear).Select(pair => (pair.name, (Linear)pair.module))];
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

    /// <summary>Adds the updates to the model's weights, so that running it costs no more than without them. Merged, they get no gradients.</summary>
    /// <remarks>Merging what is merged does nothing. The sum is rounded to the weights' type, so that unmerging restores them up to that rounding.</remarks>
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

    /// <summary>Writes the adapters, without the model, as safetensors.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => Safetensors.Write(path, StateDict(), new Dictionary<string, string>
    {
        [RankKey] = Options.Rank.ToString(CultureInfo.InvariantCulture),
        [AlphaKey] = Options.Alpha.ToString("R", CultureInfo.InvariantCulture),
    });

    /// <summary>Replaces the adapters' values by those of a file, all of them or none.</summary>
    /// <param name="path">The file, written by <see cref="Save"/> with the same rank, α and layers.</param>
    /// <exception cref="InvalidOperationException">The adapters are merged.</exception>
    /// <exception cref="SafetensorsException">The file is damaged, or its rank, α, names or shapes are others; the adapters are as they were.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public void Load(string path)
    {
        Dictionary<string, Tensor> state = StateDict();
        if (IsMerged)
            throw new InvalidOperationException("The adapters are merged, so that other values could not be told from the model's weights; call Unmerge first.");
        using SafetensorsFile file = Safetensors.Open(path);
        CheckFits(file, path, state);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        // All is read before anything is copied, so that a read error leaves the adapters as they were.
        Dictionary<string, Tensor> values = state.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal);
        foreach ((string name, Tensor target) in state)
            _ = target.copy_(values[name]);
    }

    /// <summary>Takes the adapters off the model and frees them; the model's parameters can be trained again. Merged updates stay in its weights.</summary>
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

    private void CheckFits(SafetensorsFile file, string path, Dictionary<string, Tensor> state)
    {
        var problems = new List<string>();
        CheckNumber(file, RankKey, Options.Rank, problems);
        CheckNumber(file, AlphaKey, Options.Alpha, problems);
        Dictionary<string, SafetensorsEntry> entries = file.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach ((string name, Tensor target) in state)
        {
            if (!entries.Remove(name, out SafetensorsEntry? entry))
                problems.Add($"tensor {SafetensorsException.Quote(name)} is missing");
            else if (!entry.Shape.SequenceEqual(target.shape))
                problems.Add($"tensor {SafetensorsException.Quote(name)} has shape {Shapes.Join(entry.Shape)}, not {Shapes.Text(target)}");
            else if (!SafetensorsTypes.IsFloatingPoint(entry.Type))
                problems.Add($"tensor {SafetensorsException.Quote(name)} is {entry.Type}, not floating point");
        }

        problems.AddRange(entries.Keys.Order(StringComparer.Ordinal).Select(name => $"tensor {SafetensorsException.Quote(name)} is of no adapted layer"));
        if (problems.Count > 0)
            throw new SafetensorsException(path, null, $"it does not fit these adapters: {string.Join("; ", problems)}. Attach adapters with the options that it was saved with, to the same model.");
    }

    private static void CheckNumber(SafetensorsFile file, string key, double expected, List<string> problems)
    {
        if (!file.Metadata.TryGetValue(key, out string? text))
            problems.Add($"it does not say {key}");
        else if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || value != expected)
            problems.Add($"{key} is {SafetensorsException.Quote(text)}, not {expected.ToString("R", CultureInfo.InvariantCulture)}");
    }
}

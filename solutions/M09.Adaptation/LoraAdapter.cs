using LLMCourse.Reference.Storage;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>The updates that <see cref="Lora.Inject"/> put on a model. Several adapters on one model add up.</summary>
public sealed class LoraAdapter : IDisposable
{
    #region Solution
    private const string HashKey = "base_model_sha256";

    /// <summary>What is in a weight right now; one lock for all, since merging is rare.</summary>
    private static readonly List<LoraAdapter> Merged = [];

    private readonly nn.Module _model;
    private readonly LoraOptions _options;
    private readonly IReadOnlyList<(string Name, LoraLayer Layer)> _layers;
    private readonly List<Linear> _linears = [];
    private readonly List<Action> _detach = [];
    private readonly List<Parameter> _frozen = [];
    private readonly List<Tensor> _originals = [];
    private bool _isActive = true, _isDisposed;

    internal LoraAdapter(nn.Module model, LoraOptions options, IReadOnlyList<(string Name, Linear Layer)> targets)
    {
        (_model, _options) = (model, options);
        using Generator generator = new((ulong)options.Seed, CPU);
        _layers = [.. targets.Select(target => (target.Name, new LoraLayer(target.Layer, options, generator)))];
        for (int i = 0; i < targets.Count; i++)
        {
            LoraLayer layer = _layers[i].Layer;
            _linears.Add(targets[i].Layer);
            _detach.Add(targets[i].Layer.register_forward_hook((_, input, output) => Add(layer, input, output)).remove);
        }

        foreach (Parameter parameter in model.parameters().Where(parameter => parameter.requires_grad))
        {
            parameter.requires_grad = false;
            _frozen.Add(parameter);
        }
    }
    #endregion

    /// <summary>Gets how the adapter was made.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public LoraOptions Options
    {
        get
        {
            // TODO M09.E2: the options that Inject was given, or that Load has read.
            #region Solution
            return _options;
            #endregion
        }
    }

    /// <summary>Gets the updates with the names of their layers, in the order of the model's <c>named_modules()</c>.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public IReadOnlyList<(string Name, LoraLayer Layer)> Layers
    {
        get
        {
            // TODO M09.E2: one update for each layer whose name matches.
            #region Solution
            return _layers;
            #endregion
        }
    }

    /// <summary>Gets how many numbers are trained: Σ r·(in + out).</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public long ParameterCount
    {
        get
        {
            // TODO M09.E2: count the numbers in A and B of every layer.
            #region Solution
            return Parameters().Sum(parameter => parameter.numel());
            #endregion
        }
    }

    /// <summary>Gets or sets whether the model's outputs have the updates in them; true at first. Switching is how one model serves requests
    /// for several adapters. An adapter that is not active adds nothing, to the bit, and gets no gradients.</summary>
    /// <exception cref="InvalidOperationException">It is set to false while the adapter is merged.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public bool IsActive
    {
        get
        {
            // TODO M09.E2: whether the updates are added.
            #region Solution
            return _isActive;
            #endregion
        }

        set
        {
            // TODO M09.E2: remember it for the hooks; what is in the weights cannot be switched off.
            #region Solution
            if (!value && IsMerged)
                throw new InvalidOperationException("The adapter is merged into the weights; call Unmerge before switching it off.");
            _isActive = value;
            #endregion
        }
    }

    /// <summary>Gets whether the updates are in the model's weights.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public bool IsMerged
    {
        get
        {
            // TODO M09.E2: whether Merge was called, and Unmerge not since.
            #region Solution
            return _originals.Count > 0;
            #endregion
        }
    }

    /// <summary>Lists what an optimizer trains.</summary>
    /// <returns>A and then B of each layer, in the order of <see cref="Layers"/>; they stay the adapter's.</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public IReadOnlyList<Parameter> Parameters()
    {
        // TODO M09.E2: A and B of each layer.
        #region Solution
        return [.. Layers.SelectMany(pair => new[] { pair.Layer.A, pair.Layer.B })];
        #endregion
    }

    /// <summary>Adds the updates to the model's weights, so that a call costs what it did without them. Merging what is merged does nothing.</summary>
    /// <remarks>A copy of the weights is kept: subtracting what was added would leave the rounding behind.</remarks>
    /// <exception cref="InvalidOperationException">The adapter is not active, or another one is merged into one of the same layers: whichever
    /// of the two was taken out first would take the other out with it. Nothing has changed.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Merge()
    {
        // TODO M09.E2: keep each weight as it is, and add its update to it in place.
        #region Solution
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsMerged)
            return;
        if (!_isActive)
            throw new InvalidOperationException("The adapter is not active; merging it would change what the model computes.");
        lock (Merged)
        {
            if (Merged.Exists(other => other._linears.Exists(theirs => _linears.Exists(ours => ReferenceEquals(ours, theirs)))))
                throw new InvalidOperationException("Another adapter is merged into one of these layers; unmerge it first.");
            Merged.Add(this);
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        for (int i = 0; i < _linears.Count; i++)
        {
            Tensor weight = _linears[i].weight!;
            _originals.Add(weight.detach().clone().DetachFromDisposeScope());
            _ = weight.add_(Layers[i].Layer.Delta());
        }
        #endregion
    }

    /// <summary>Gives the model the weights back that it had before <see cref="Merge"/>, bit for bit. Where nothing is merged, does nothing.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Unmerge()
    {
        // TODO M09.E2: copy the kept weights back, in place, and free the copies.
        #region Solution
        if (!IsMerged)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        for (int i = 0; i < _linears.Count; i++)
        {
            _ = _linears[i].weight!.copy_(_originals[i]);
            _originals[i].Dispose();
        }

        _originals.Clear();
        lock (Merged)
            _ = Merged.Remove(this);
        #endregion
    }

    /// <summary>Writes the adapter, without the model, as the PEFT library does: <c>adapter_config.json</c> as
    /// <see cref="LoraConfig.ToJson"/> writes it, and <c>adapter_model.safetensors</c> with <c>base_model.model.{name}.lora_A.weight</c> and
    /// <c>….lora_B.weight</c> for each layer. The latter's metadata has <c>format</c>: <c>pt</c> and <c>base_model_sha256</c>:
    /// <see cref="Lora.BaseHash"/>.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <exception cref="InvalidOperationException">The adapter is merged: the model's weights are not those that it belongs to.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Save(string folder)
    {
        // TODO M09.E2: fill an AdapterFolder and have it written.
        #region Solution
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (IsMerged)
            throw new InvalidOperationException("The adapter is merged; call Unmerge before saving it.");
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        foreach ((string name, LoraLayer layer) in Layers)
        {
            tensors.Add(Key(name, "A"), layer.A);
            tensors.Add(Key(name, "B"), layer.B);
        }

        Dictionary<string, string> metadata = new() { ["format"] = "pt", [HashKey] = Lora.BaseHash(_model) };
        new AdapterFolder(LoraConfig.ToJson(Options), tensors, metadata).Write(folder);
        #endregion
    }

    /// <summary>Puts a saved adapter on a model, as <see cref="Lora.Inject"/> does.</summary>
    /// <param name="model">The model that it was trained on.</param>
    /// <param name="folder">The folder, from <see cref="Save"/> or from PEFT.</param>
    /// <returns>The adapter, active, which the caller disposes before the model.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, the configuration is one that <see cref="LoraConfig.Parse"/> refuses, no layer
    /// matches it, a tensor is missing, left over, not floating point or of another shape (the message names it), or the file's
    /// <c>base_model_sha256</c> is another model's (the message has both). A file without that entry is taken. The model is as it was.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static LoraAdapter Load(nn.Module model, string folder)
    {
        // TODO M09.E2: read and check everything first; then inject, and copy the values in.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var scope = NewDisposeScope();
        AdapterFolder files = AdapterFolder.Read(folder);
        LoraOptions options = LoraConfig.Parse(files.Config);
        List<(string Name, Linear Layer)> targets;
        try
        {
            targets = Lora.Targets(model, options.Target);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The adapter does not fit the model: {e.Message}", e);
        }

        CheckFit(files, options, targets);
        if (files.Metadata.TryGetValue(HashKey, out string? saved) && Lora.BaseHash(model) is string here && here != saved)
            throw new InvalidDataException($"The adapter belongs to a model whose weights have the hash {saved}; this model's have {here}.");

        LoraAdapter adapter = new(model, options, targets);
        using var noGradient = no_grad();
        foreach ((string name, LoraLayer layer) in adapter.Layers)
        {
            _ = layer.A.copy_(files.Tensors[Key(name, "A")]);
            _ = layer.B.copy_(files.Tensors[Key(name, "B")]);
        }

        return adapter;
        #endregion
    }

    /// <summary>Takes the adapter off the model and frees it. A merged one is taken out of the weights first, and the parameters that
    /// <see cref="Lora.Inject"/> froze can be trained again; those that were frozen before stay frozen.</summary>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public void Dispose()
    {
        // TODO M09.E2: undo what Inject did, and free A and B.
        #region Solution
        if (_isDisposed)
            return;
        Unmerge();
        _isDisposed = true;
        _detach.ForEach(detach => detach());
        foreach (Parameter parameter in _frozen)
            parameter.requires_grad = true;
        foreach ((string _, LoraLayer layer) in Layers)
            layer.Dispose();
        #endregion
    }

    #region Solution
    private static string Key(string layer, string matrix) => $"base_model.model.{layer}.lora_{matrix}.weight";

    private Tensor Add(LoraLayer layer, Tensor input, Tensor output)
    {
        if (!_isActive || IsMerged)
            return output;
        using var scope = NewDisposeScope();
        return output.add_(layer.Update(input)); // in place: the layer's output is nobody else's yet
    }

    private static void CheckFit(AdapterFolder files, LoraOptions options, IReadOnlyList<(string Name, Linear Layer)> targets)
    {
        HashSet<string> left = [.. files.Tensors.Keys];
        foreach ((string name, Linear layer) in targets)
        {
            foreach ((string key, long[] shape) in new[] { (Key(name, "A"), new long[] { options.Rank, layer.in_features }), (Key(name, "B"), [layer.out_features, options.Rank]) })
            {
                if (!left.Remove(key))
                    throw new InvalidDataException($"The adapter has no tensor '{key}', which the configuration asks for.");
                Tensor tensor = files.Tensors[key];
                if (!tensor.is_floating_point() || !tensor.shape.SequenceEqual(shape))
                    throw new InvalidDataException($"Tensor '{key}' is {tensor.dtype} [{string.Join(", ", tensor.shape)}]; it must be floating point [{string.Join(", ", shape)}].");
            }
        }

        if (left.Count > 0)
            throw new InvalidDataException($"The adapter has tensors for no adapted layer: {string.Join(", ", left.Order(StringComparer.Ordinal))}.");
    }
    #endregion
}

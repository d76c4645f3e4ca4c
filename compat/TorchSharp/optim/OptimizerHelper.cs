using System.Text;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimizers with parameter groups have in common.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions? _defaults;
    protected OrderedDict<nint, OptimizerState> _state = new();

    protected OptimizerHelper() : base(0)
    {
    }

    /// <summary>Runs the closure, if any, with gradients, then <paramref name="body"/> on each group without; leaves no tensor behind.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        ArgumentNullException.ThrowIfNull(body);
        Tensor? loss = null;
        if (loss_closure is not null)
            using (enable_grad())
                loss = loss_closure();
        using (no_grad())
            foreach (ParamGroup group in _parameter_groups)
                using (NewDisposeScope())
                    body((T)group);
        return loss;
    }

    /// <summary>Takes the group in: its parameters must not be in another group.</summary>
    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> state)
    {
        Parameter[] parameters = group.Items;
        foreach (Parameter p in parameters)
            if (_state.ContainsKey(p.Handle))
                throw new ArgumentException("A parameter appears in more than one parameter group, or twice in one: name each once.", nameof(group));
        group.Options!.InitialLearningRate = group.LearningRate;
        foreach (Parameter p in parameters)
        {
            OptimizerState made = state(p);
            made.Initialize(group.Options);
            _state.Add(p.Handle, made);
        }
        _parameter_groups.Add(group);
    }

    private protected static double NonNegative(double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more.");

    private protected static double Fraction(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more and below 1.");

    private protected static TOptions OptionsOf<TOptions>(ParamGroup group) where TOptions : OptimizerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(group);
        group.Options ??= new TOptions();
        return group.Options as TOptions ?? throw new ArgumentException(
            $"The group's settings are a {group.Options.GetType().FullName}; this optimizer takes {typeof(TOptions).FullName}.", nameof(group));
    }

    public virtual StateDictionary state_dict()
    {
        var dict = new StateDictionary();
        foreach (ParamGroup group in _parameter_groups)
        {
            dict.Options.Add(group.Options!);
            var places = new List<int>();
            foreach (Parameter p in group.Items)
            {
                places.Add(dict.State.Count);
                dict.State.Add(_state[p.Handle]);
            }
            dict.StateIndexRef.Add(places);
        }
        return dict;
    }

    /// <summary>Copies another optimizer's settings and memory, group by group and parameter by parameter.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        StateDictionary own = this.state_dict();
        Require(own, state_dict.Options.Count, state_dict.State.Count);
        for (int i = 0; i < own.Options.Count; i++)
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i])) own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (int i = 0; i < own.State.Count; i++)
            if (!ReferenceEquals(own.State[i], state_dict.State[i])) own.State[i].LoadStateDict(state_dict.State[i]);
    }

    private static void Require(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count || states != own.State.Count)
            throw new ArgumentException(
                $"Invalid optimizer state: it has {groups} parameter groups and {states} parameters, this optimizer {own.Options.Count} and " +
                $"{own.State.Count}. Make the optimizer with the same groups as the one that was saved.");
    }

    public void save_state_dict(string location)
    {
        using FileStream stream = File.Create(location);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        StateDictionary own = state_dict();
        writer.Write(GetType().Name); // so that another kind's state is refused
        writer.Write7BitEncodedInt64(own.Options.Count);
        writer.Write7BitEncodedInt64(own.State.Count);
        foreach (OptimizerOptions options in own.Options) options.SaveStateDict(writer);
        foreach (OptimizerState state in own.State) state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using FileStream stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string kind = reader.ReadString();
        if (kind != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{kind}' in the loaded stream.");
        long groups = reader.Read7BitEncodedInt64();
        long states = reader.Read7BitEncodedInt64();
        StateDictionary own = state_dict();
        Require(own, groups, states);
        foreach (OptimizerOptions options in own.Options) options.LoadStateDict(reader);
        foreach (OptimizerState state in own.State) state.LoadStateDict(reader);
    }

    public void to(Device device)
    {
        foreach (OptimizerState state in _state.Values) state.to(device);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (OptimizerState state in _state.Values) (state as IDisposable)?.Dispose();
    }
}

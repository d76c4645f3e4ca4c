namespace TorchSharp.Modules;

/// <summary>Parameters that are changed with the same settings.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    private Parameter[] _parameters = [];

    public OptimizerOptions? Options { get; set; }

    public IEnumerable<Parameter> Parameters
    {
        get => _parameters;
        set => _parameters = [.. value];
    }

    internal Parameter[] Items => _parameters;

    public double LearningRate
    {
        get => Given.LearningRate ?? 0;
        set => Given.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Given.InitialLearningRate;
        set => Given.InitialLearningRate = value;
    }

    private OptimizerOptions Given =>
        Options ?? throw new InvalidOperationException("The parameter group has no settings yet: give it to an optimizer first.");
}

/// <summary>A parameter group of one kind of optimizer.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options;
    }

    public new TOptions? Options
    {
        get => (TOptions?)base.Options;
        set => base.Options = value;
    }
}

using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Divides the gradient by a running root mean square of it (Tieleman and Hinton 2012; centered: Graves 2013).</summary>
public class RMSProp : OptimizerHelper, optim.IMomentum
{
    public RMSProp(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    public RMSProp(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
    {
        _defaults = new Options
        {
            LearningRate = NonNegative(lr, nameof(lr)),
            InitialLearningRate = lr,
            alpha = NonNegative(alpha, nameof(alpha)),
            eps = NonNegative(eps, nameof(eps)),
            weight_decay = NonNegative(weight_decay, nameof(weight_decay)),
            momentum = NonNegative(momentum, nameof(momentum)),
            centered = centered,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters) add_param_group(group);
    }

    public double Momentum
    {
        get => ((Options)_defaults!).momentum!.Value;
        set
        {
            ((Options)_defaults!).momentum = value;
            foreach (Modules.ParamGroup group in _parameter_groups) ((Options)group.Options!).momentum = value;
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        Options own = OptionsOf<Options>(param_group);
        var defaults = (Options)_defaults!;
        own.LearningRate ??= defaults.LearningRate;
        own.alpha ??= defaults.alpha;
        own.eps ??= defaults.eps;
        own.weight_decay ??= defaults.weight_decay;
        own.momentum ??= defaults.momentum;
        own.centered ??= defaults.centered;
        own.maximize ??= defaults.maximize;
        Add(param_group, p => new State(p));
    }

    public override Tensor? step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(Update, closure);

    private void Update(Modules.ParamGroup group)
    {
        var o = (Options)group.Options!;
        double rate = group.LearningRate, alpha = o.alpha!.Value, decay = o.weight_decay!.Value, momentum = o.momentum!.Value;
        foreach (Parameter p in group.Items)
        {
            Tensor? grad = p.grad;
            if (grad is null) continue;
            var state = (State)_state[p.Handle];
            state.step++;
            if (o.maximize == true) grad = grad.neg();
            if (decay != 0) grad = grad.add(p, decay);
            state.square_avg!.mul_(alpha).addcmul_(grad, grad, 1 - alpha);
            Tensor mean = state.square_avg;
            if (o.centered == true)
            {
                state.grad_avg!.mul_(alpha).add_(grad, 1 - alpha);
                mean = mean.addcmul(state.grad_avg, state.grad_avg, -1);
            }
            Tensor root = mean.sqrt().add_(o.eps!.Value);
            if (momentum > 0)
            {
                state.momentum_buffer!.mul_(momentum).addcdiv_(grad, root, 1);
                p.add_(state.momentum_buffer, -rate);
            }
            else
            {
                p.addcdiv_(grad, root, -rate);
            }
        }
    }

    public class Options : OptimizerOptions
    {
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public double? momentum;
        public bool? centered;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(alpha!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(momentum!.Value);
            writer.Write(centered!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            alpha = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            momentum = reader.ReadDouble();
            centered = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            if (source is not Options from) return;
            (alpha, eps, weight_decay, momentum) = (from.alpha, from.eps, from.weight_decay, from.momentum);
            (centered, maximize) = (from.centered, from.maximize);
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0, double momentum = 0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                eps = eps,
                alpha = alpha,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
            })
        {
        }

        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }

    public class State(Parameter parameter) : OptimizerState(parameter), IDisposable
    {
        public long step;
        public Tensor? square_avg;
        public Tensor? momentum_buffer;
        public Tensor? grad_avg;

        public override void Initialize(OptimizerOptions options)
        {
            var o = (Options)options;
            step = 0;
            square_avg = Zeros(_parameter);
            if (o.momentum > 0) momentum_buffer = Zeros(_parameter);
            if (o.centered == true) grad_avg = Zeros(_parameter);
        }

        public void Dispose()
        {
            square_avg?.Dispose();
            momentum_buffer?.Dispose();
            grad_avg?.Dispose();
            GC.SuppressFinalize(this);
        }

        public override void to(Device device)
        {
            Move(ref square_avg, device);
            Move(ref momentum_buffer, device);
            Move(ref grad_avg, device);
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            SaveConditionalStateTensor(writer, square_avg);
            SaveConditionalStateTensor(writer, momentum_buffer);
            SaveConditionalStateTensor(writer, grad_avg);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            LoadConditionalStateTensor(reader, ref square_avg, _parameter);
            LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter);
            LoadConditionalStateTensor(reader, ref grad_avg, _parameter);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            State from = As<State>(source);
            step = from.step;
            Copy(ref square_avg, from.square_avg, _parameter);
            Copy(ref momentum_buffer, from.momentum_buffer, _parameter);
            Copy(ref grad_avg, from.grad_avg, _parameter);
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State s && step == s.step && Close(square_avg, s.square_avg) &&
            Close(momentum_buffer, s.momentum_buffer) && Close(grad_avg, s.grad_avg);
    }
}

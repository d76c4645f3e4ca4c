using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·Wᵀ + b, with W [out, in].</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] private Parameter _weight;
        [ComponentName(Name = nameof(bias))] private Parameter? _bias;

        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            (out_features, in_features) = (weight.size(0), weight.size(1));
            _weight = weight;
            ConditionallyRegisterParameter(nameof(weight), weight);
            this.bias = bias;
        }

        // PyTorch draws the weight first, then the bias; seeded values depend on it.
        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
        {
            (in_features, out_features) = (inputSize, outputSize);
            _weight = new Parameter(empty(outputSize, inputSize, dtype, device));
            ConditionallyRegisterParameter(nameof(weight), _weight);
            _ = nn.init.kaiming_uniform_(_weight, a: Math.Sqrt(5));
            if (!hasBias) return;
            bias = new Parameter(empty(outputSize, dtype, device));
            double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            _ = nn.init.uniform_(_bias!, -bound, bound);
        }

        public long in_features { get; set; }
        public long out_features { get; set; }

        public Parameter weight
        {
            get => _weight;
            set
            {
                if (ReferenceEquals(value, _weight)) return;
                _weight.Dispose();
                _weight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public Parameter? bias
        {
            get => _bias;
            set
            {
                if (ReferenceEquals(value, _bias)) return;
                _bias?.Dispose();
                _bias = value;
                ConditionallyRegisterParameter(nameof(bias), value);
            }
        }

        public override Tensor forward(Tensor input) => NNOps.linear.Call(input, _weight, _bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Modules.Linear Linear(Modules.Parameter weight, Modules.Parameter? bias = null) => new(weight, bias);
        }
    }
}

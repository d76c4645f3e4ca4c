using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Looks rows of a table up by index.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long _paddingIndex;
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleGradByFreq, _sparse;

        [ComponentName(Name = nameof(weight))] private Parameter _weight;

        internal Embedding(
            long rows, long width, long? padding_idx, double? max_norm, double norm_type, bool scale, bool sparse, Device? device, ScalarType? dtype)
            : base(nameof(Embedding))
        {
            if (padding_idx is { } given && (given < -rows || given >= rows))
                throw new ArgumentOutOfRangeException(nameof(padding_idx), given, $"Give a row of the table: -{rows} to {rows - 1}.");
            // -1 is libtorch's word for "none", so a negative row is named from the front.
            _paddingIndex = padding_idx is { } row ? (row < 0 ? row + rows : row) : -1;
            (_maxNorm, _normType, _scaleGradByFreq, _sparse) = (max_norm, norm_type, scale, sparse);
            _weight = new Parameter(empty(rows, width, dtype, device));
            ConditionallyRegisterParameter(nameof(weight), _weight);
            _ = nn.init.normal_(_weight);
            if (_paddingIndex >= 0) ZeroPaddingRow();
        }

        internal Embedding(Tensor table, bool freeze, long? padding_idx, double? max_norm, double norm_type, bool scale, bool sparse)
            : base(nameof(Embedding))
        {
            _paddingIndex = padding_idx is { } row ? (row < 0 ? row + table.size(0) : row) : -1;
            (_maxNorm, _normType, _scaleGradByFreq, _sparse) = (max_norm, norm_type, scale, sparse);
            _weight = new Parameter(table.detach(), !freeze); // shares the caller's data, not its tensor object
            ConditionallyRegisterParameter(nameof(weight), _weight);
        }

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

        private void ZeroPaddingRow()
        {
            using var off = no_grad();
            using Tensor row = _weight.narrow(0, _paddingIndex, 1);
            _ = row.zero_();
        }

        public override Tensor forward(Tensor input)
        {
            if (_maxNorm is { } max)
                using (no_grad())
                {
                    using Tensor used = input.contiguous();
                    _ = NNOps.embedding_renorm_.InPlace(_weight, _weight, used, max, _normType);
                }
            return NNOps.embedding.Call(_weight, input, _paddingIndex, _scaleGradByFreq, _sparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            public static Modules.Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var module = new Modules.Embedding(embeddings, freeze, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
                return (Modules.Embedding)module.Convert(device, dtype, false);
            }
        }
    }
}

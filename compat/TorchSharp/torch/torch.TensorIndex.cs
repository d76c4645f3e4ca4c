namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index: a number, a range, an ellipsis, a new axis, a truth value or a tensor.</summary>
    public readonly struct TensorIndex
    {
        internal enum Sort { None, Single, Slice, Ellipsis, Bool, Tensor }

        internal readonly Sort Kind;
        internal readonly long? Start, Stop, Step;
        internal readonly torch.Tensor? Value;

        private TensorIndex(Sort kind, long? start = null, long? stop = null, long? step = null, torch.Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Value = tensor;
        }

        /// <summary>Three dots: as many full slices as there are axes left.</summary>
        public static readonly TensorIndex Ellipsis = new(Sort.Ellipsis);

        /// <summary>A new axis of length 1.</summary>
        public static readonly TensorIndex None = new(Sort.None);

        /// <summary>A new axis of length 1.</summary>
        public static readonly TensorIndex Null = None;

        /// <summary>The whole axis.</summary>
        public static readonly TensorIndex Colon = new(Sort.Slice);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Sort.Slice, start, stop, step);
        public static TensorIndex Slice((int? start, int? end) range) => new(Sort.Slice, range.start, range.end);

        public static TensorIndex Slice(Range range)
        {
            long start = range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
            long? stop = range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value;
            // ^0 as a start is the end of the axis, so nothing is left.
            return range.Start.IsFromEnd && start == 0 ? new(Sort.Slice, long.MaxValue, stop) : new(Sort.Slice, start, stop);
        }

        public static TensorIndex Bool(bool value) => new(Sort.Bool, value ? 1 : 0);
        public static TensorIndex Single(long? index) => new(Sort.Single, index ?? throw new ArgumentNullException(nameof(index)));
        public static TensorIndex Tensor(torch.Tensor tensor) => new(Sort.Tensor, tensor: tensor ?? throw new ArgumentNullException(nameof(tensor)));

        public static implicit operator TensorIndex(long value) => new(Sort.Single, value);
        public static implicit operator TensorIndex(Index index) => new(Sort.Single, index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator torch.Tensor?(TensorIndex value) => value.Value;
    }
}

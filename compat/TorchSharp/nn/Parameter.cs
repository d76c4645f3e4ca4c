using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module learns.</summary>
        public class Parameter : Tensor
        {
            /// <summary>Takes over the data; the given tensor stands for nothing afterwards.</summary>
            public Parameter(Tensor data, bool requires_grad = true)
                : base((data ?? throw new ArgumentNullException(nameof(data))).TakeHandle())
            {
                // What a module holds outlives the scope in which the module was made.
                OwningScope?.Detach(this);
                using Tensor? leaf = is_leaf ? null : detach();
                if (leaf is not null) SetData(leaf);
                requires_grad_(requires_grad);
            }

            internal Parameter(nint handle)
                : base(handle)
            {
                OwningScope?.Detach(this);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Op s_norms = new("_foreach_norm", "Scalar");
            private static readonly Op s_norm = new("linalg_vector_norm");
            private static readonly Op s_stack = new("stack");
            private static readonly Op s_scale = new("_foreach_mul_", "Scalar");
            private static readonly Op s_clamp = new("clamp_");
            private static readonly Op s_cat = new("cat");

            /// <summary>
            /// Scales the gradients so that the norm of all of them together is at most <paramref name="max_norm"/>, and returns what
            /// it was before.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                using DisposeScope scope = NewDisposeScope();
                using var off = no_grad();
                Tensor[] grads = [.. tensors.Select(p => p.grad).Where(g => g is not null)!];
                if (grads.Length == 0) return 0;
                // The norm of norms: no copy of all gradients is made. Every norm is in its gradient's type, as in PyTorch.
                Tensor[] norms = s_norms.CallList(grads, norm_type);
                double total = s_norm.Call(s_stack.Call(norms, 0), norm_type).ToDouble();
                double scale = max_norm / (total + 1e-6);
                // Not (scale >= 1): a norm that is not a number must reach the gradients, not be hidden.
                if (!(scale >= 1)) _ = s_scale.InPlace(grads[0], grads, scale);
                return total;
            }

            /// <summary>Clamps every element of the gradients to ±<paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                using DisposeScope scope = NewDisposeScope();
                using var off = no_grad();
                foreach (Parameter p in tensors)
                    if (p.grad is { } g) _ = s_clamp.InPlace(g, g, -clip_value, clip_value);
            }

            /// <summary>All parameters end to end in one vector, which autograd connects with them.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                ArgumentNullException.ThrowIfNull(tensors);
                using DisposeScope scope = NewDisposeScope();
                Tensor[] flat = [.. tensors.Select(p => p.view(-1))];
                return s_cat.Call(flat, 0).MoveToOuterDisposeScope();
            }

            /// <summary>Copies a vector's pieces into the parameters, in order.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                ArgumentNullException.ThrowIfNull(vec);
                Parameter[] targets = [.. tensors];
                long needed = targets.Sum(p => p.numel());
                if (vec.dim() != 1 || vec.numel() != needed)
                    throw new ArgumentException(
                        $"The vector has {vec.numel()} elements on {vec.dim()} axes; these parameters need one axis of {needed}.", nameof(vec));
                using DisposeScope scope = NewDisposeScope();
                using var off = no_grad();
                long at = 0;
                foreach (Parameter p in targets)
                {
                    long n = p.numel();
                    _ = p.copy_(vec.narrow(0, at, n).view(p.shape));
                    at += n;
                }
            }
        }
    }
}

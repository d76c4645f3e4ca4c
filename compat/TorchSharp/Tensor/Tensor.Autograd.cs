namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                int on = Native.br_requires_grad(Handle);
                GC.KeepAlive(this);
                Native.Check(on, nameof(requires_grad));
                return on != 0;
            }
            set => requires_grad_(value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Native.Check(Native.br_set_requires_grad(Handle, requires_grad ? 1 : 0), nameof(requires_grad_));
            GC.KeepAlive(this);
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf
        {
            get
            {
                int leaf = Native.br_is_leaf(Handle);
                GC.KeepAlive(this);
                Native.Check(leaf, nameof(is_leaf));
                return leaf != 0;
            }
        }

        public void retain_grad()
        {
            Native.Check(Native.br_retain_grad(Handle), nameof(retain_grad));
            GC.KeepAlive(this);
        }

        /// <summary>The gradient that backward() has summed up, a new object each time; null when there is none.</summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.br_grad(Handle, out nint handle), nameof(grad));
                GC.KeepAlive(this);
                return handle == 0 ? null : new Tensor(handle);
            }
            set
            {
                Native.Check(Native.br_set_grad(Handle, value?.Handle ?? 0), nameof(grad));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor detach() => Ops.detach.Call(this);
        public Tensor detach_() => Ops.detach_.InPlace(this, this);

        public void backward() => autograd.Backward([this], null, null, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors, retain_graph || create_graph, create_graph, inputs);

        /// <summary>Makes this object stand for another tensor's memory, as optimizers and to() on modules need.</summary>
        internal void SetData(Tensor data)
        {
            Native.Check(Native.br_set_data(Handle, data.Handle), "set_data");
            GC.KeepAlive(this);
            GC.KeepAlive(data);
        }
    }

    /// <summary>Derivatives.</summary>
    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>
        /// The derivatives of the outputs' sum (weighted by <paramref name="grad_outputs"/>) by each input. An input that does
        /// not matter gives null with <paramref name="allow_unused"/>, and an exception without.
        /// </summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] o = Handles(outputs), i = Handles(inputs), results = new nint[i.Length];
            nint[]? g = GradHandles(grad_outputs, o.Length);
            fixed (nint* po = o, pi = i, pg = g, pr = results)
            {
                int rc = Native.br_autograd_grad(po, pg, o.Length, pi, i.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr);
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                Native.Check(rc, "autograd.grad");
            }
            return Array.ConvertAll(results, h => h == 0 ? null! : new Tensor(h));
        }

        internal static unsafe void Backward(IList<Tensor> tensors, IList<Tensor>? grads, bool? retain, bool create, IList<Tensor>? inputs)
        {
            nint[] t = Handles(tensors), i = Handles(inputs ?? []);
            nint[]? g = GradHandles(grads, t.Length);
            fixed (nint* pt = t, pi = i, pg = g)
            {
                int rc = Native.br_backward(pt, pg, t.Length, retain is { } keep ? (keep ? 1 : 0) : -1, create ? 1 : 0, pi, i.Length);
                GC.KeepAlive(tensors);
                GC.KeepAlive(grads);
                GC.KeepAlive(inputs);
                Native.Check(rc, "backward");
            }
        }

        private static nint[] Handles(IList<Tensor> tensors)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = (tensors[i] ?? throw new ArgumentNullException(nameof(tensors), $"Tensor {i} of the list is null.")).Handle;
            return handles;
        }

        private static nint[]? GradHandles(IList<Tensor>? grads, int wanted)
        {
            if (grads is null || grads.Count == 0) return null;
            if (grads.Count != wanted)
                throw new ArgumentException($"{grads.Count} gradients were given for {wanted} tensors.", nameof(grads));
            var handles = new nint[wanted];
            for (int i = 0; i < wanted; i++) handles[i] = grads[i]?.Handle ?? 0;
            return handles;
        }

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);
        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
    }

    public static bool is_grad_enabled() => Native.br_grad_enabled() != 0;
    public static bool is_inference_mode_enabled() => Native.br_inference_enabled() != 0;
    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    // Autograd's switches belong to the thread: the object must be disposed of on the thread that made it.
    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.br_grad_enabled();
        private bool _disposed;

        internal GradMode(bool enabled) => Native.br_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            Native.br_set_grad_enabled(_before);
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal InferenceMode(bool mode) => _guard = Native.Check(Native.br_inference_enter(mode ? 1 : 0), nameof(inference_mode));

        public void Dispose()
        {
            nint guard = Interlocked.Exchange(ref _guard, 0);
            if (guard != 0) Native.br_inference_leave(guard);
        }
    }
}

/// <summary>While it lives, autograd checks for NaN and names the forward operation of a failing backward one.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool _before = IsEnabled;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.br_set_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Native.br_anomaly_enabled() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Native.br_set_anomaly(_before ? 1 : 0, 1);
    }
}

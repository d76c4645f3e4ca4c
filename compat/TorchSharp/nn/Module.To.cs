using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Convert(device, dtype, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Convert(new Device(deviceType, deviceIndex), null, non_blocking);

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Convert(null, dtype, non_blocking);

            public Module _to(Tensor other, bool non_blocking) => Convert(other.device, other.dtype, non_blocking);

            internal Module Convert(Device? device, ScalarType? dtype, bool non_blocking)
            {
                if (dtype is { } type && !is_floating_point(type) && !is_complex(type))
                    throw new ArgumentException($"A module's parameters cannot become {type}: give a floating-point type.", nameof(dtype));
                foreach (Module child in _internal_submodules.Values)
                    _ = (device, dtype) switch
                    {
                        ({ } d, { } t) => child._to(d, t, non_blocking),
                        ({ } d, null) => child._to(d.type, d.index, non_blocking),
                        (null, { } t) => child._to(t, non_blocking),
                        _ => child,
                    };
                using (no_grad())
                {
                    foreach (Parameter p in _internal_params.Values)
                    {
                        Tensor? grad = p.grad;
                        Replace(p, device, dtype, non_blocking);
                        if (grad is null) continue;
                        using (grad) Gradients.Set(p, grad, device, dtype);
                    }
                    foreach ((Tensor buffer, _) in _internal_buffers.Values) Replace(buffer, device, dtype, non_blocking);
                }
                return this;
            }

            // The tensor object stays, and with it everything that refers to it (fields, optimizers): only its data are new.
            // Integer and truth-valued buffers keep their type, as in PyTorch.
            private static void Replace(Tensor tensor, Device? device, ScalarType? dtype, bool non_blocking)
            {
                ScalarType to = dtype is { } type && (tensor.is_floating_point() || tensor.is_complex()) ? type : tensor.dtype;
                if (to == tensor.dtype && (device is null || IsOn(tensor, device))) return;
                using Tensor moved = tensor.to(to, device ?? tensor.device, non_blocking: non_blocking);
                tensor.SetData(moved);
            }

            private static bool IsOn(Tensor tensor, Device device) =>
                device.type == tensor.device_type && (device.type == DeviceType.CPU || device.index < 0 || device.index == tensor.device_index);
        }
    }
}

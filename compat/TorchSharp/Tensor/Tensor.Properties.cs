namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => dim();
        public long ndim => dim();
        public long NumberOfElements => numel();
        public long ElementSize => element_size();

        public long dim()
        {
            long n = Native.br_dim(Handle);
            GC.KeepAlive(this);
            return n;
        }

        public long numel()
        {
            long n = Native.br_numel(Handle);
            GC.KeepAlive(this);
            return n;
        }

        public long element_size()
        {
            long n = Native.br_itemsize(Handle);
            GC.KeepAlive(this);
            return n;
        }

        public ScalarType dtype
        {
            get
            {
                int type = Native.br_dtype(Handle);
                GC.KeepAlive(this);
                return (ScalarType)type;
            }
        }

        /// <summary>The lengths of the axes, as a copy.</summary>
        public unsafe long[] shape
        {
            get
            {
                long[] sizes = new ReadOnlySpan<long>(Native.br_sizes(Handle), checked((int)dim())).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            long* sizes = Native.br_sizes(Handle);
            long n = sizes[Axis(dim)];
            GC.KeepAlive(this);
            return n;
        }

        public unsafe long[] stride()
        {
            long[] strides = new ReadOnlySpan<long>(Native.br_strides(Handle), checked((int)dim())).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public unsafe long stride(int dim)
        {
            long* strides = Native.br_strides(Handle);
            long n = strides[Axis(dim)];
            GC.KeepAlive(this);
            return n;
        }

        // Throws what .NET throws for an index: the number is the caller's mistake, not libtorch's failure.
        private long Axis(long d)
        {
            long n = dim();
            return d >= -n && d < n
                ? d < 0 ? d + n : d
                : throw new ArgumentOutOfRangeException(nameof(d), $"Axis {d} of a tensor of {n} axes: give {-n} to {n - 1}.");
        }

        public long storage_offset()
        {
            long n = Native.br_storage_offset(Handle);
            GC.KeepAlive(this);
            return n;
        }

        private int Flags()
        {
            int flags = Native.br_flags(Handle);
            GC.KeepAlive(this);
            Native.Check(flags, "is_contiguous");
            return flags;
        }

        public bool is_contiguous() => (Flags() & 1) != 0;
        public bool is_sparse => (Flags() & 2) != 0;

        public unsafe DeviceType device_type
        {
            get
            {
                int index;
                int type = Native.br_device(Handle, &index);
                GC.KeepAlive(this);
                return (DeviceType)type;
            }
        }

        public unsafe int device_index
        {
            get
            {
                int index;
                _ = Native.br_device(Handle, &index);
                GC.KeepAlive(this);
                return index;
            }
        }

        public Device device => new(device_type, device_index);
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_complex() => torch.is_complex(dtype);
    }

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();
    public static bool is_integral(Tensor t) => t.is_integral();
    public static bool is_complex(Tensor input) => input.is_complex();
    public static bool is_tensor(object obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();
}

using System.Runtime.CompilerServices;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Access to the elements from C#. The tensor must lie on the CPU and its type be <typeparamref name="T"/>.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElementType<T>(nameof(data));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The one element of a tensor that has one.</summary>
        public T item<T>() where T : unmanaged
        {
            if (numel() != 1)
                throw new ArgumentException($"item() needs a tensor of one element; this one has the shape [{string.Join(", ", shape)}].");
            RequireElementType<T>(nameof(item));
            return ReadOne<T>();
        }

        private unsafe T ReadOne<T>() where T : unmanaged
        {
            if (!is_cpu())
            {
                using Tensor copy = cpu();
                return copy.ReadOne<T>();
            }
            T value = *(T*)DataPointer();
            GC.KeepAlive(this);
            return value;
        }

        internal unsafe void* DataPointer()
        {
            void* p = Native.br_data(Handle);
            // An empty tensor may have no memory.
            if (p is null && numel() != 0) throw new InvalidOperationException($"A tensor on {device} has no memory to read.");
            return p;
        }

        private void RequireElementType<T>(string member)
        {
            ScalarType type = dtype;
            bool fits = Unsafe.SizeOf<T>() == ElementSizeOf(type) && type switch
            {
                ScalarType.Byte => typeof(T) == typeof(byte),
                ScalarType.Int8 => typeof(T) == typeof(sbyte),
                ScalarType.Int16 => typeof(T) == typeof(short),
                ScalarType.Int32 => typeof(T) == typeof(int),
                ScalarType.Int64 => typeof(T) == typeof(long),
                ScalarType.Bool => typeof(T) == typeof(bool),
                ScalarType.Float16 => typeof(T) == typeof(Half),
                ScalarType.Float32 => typeof(T) == typeof(float),
                ScalarType.Float64 => typeof(T) == typeof(double),
                _ => false,
            };
            if (!fits)
                throw new ArgumentException($"{member}<{typeof(T).Name}>() was asked of a tensor of {type}. Ask for its own type, or convert it with to_type().");
        }

        internal static int ElementSizeOf(ScalarType type) => type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };

        /// <summary>The bytes of a contiguous tensor on the CPU, in the machine's order; the setter copies into it.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireBytes();
                return new Span<byte>(DataPointer(), checked((int)(numel() * element_size())));
            }
            set
            {
                RequireBytes();
                var own = new Span<byte>(DataPointer(), checked((int)(numel() * element_size())));
                if (value.Length != own.Length)
                    throw new ArgumentException($"{value.Length} bytes were given for a tensor of {own.Length}.", nameof(value));
                value.CopyTo(own);
                GC.KeepAlive(this);
            }
        }

        private void RequireBytes()
        {
            if (!is_cpu()) throw new InvalidOperationException("The tensor is not on the CPU: use cpu() first.");
            if (!is_contiguous()) throw new InvalidOperationException("The tensor is not contiguous: use contiguous() first.");
        }

        /// <summary>The one element as a <see cref="Scalar"/>.</summary>
        public Scalar ToScalar()
        {
            NativeArg v = Ops.item.CallValue(this);
            return v.Kind switch
            {
                ArgKind.Double => Scalar.FromDouble(BitConverter.Int64BitsToDouble(v.Value)),
                ArgKind.Bool => v.Value != 0,
                _ => Scalar.FromLong(v.Value),
            };
        }
    }
}

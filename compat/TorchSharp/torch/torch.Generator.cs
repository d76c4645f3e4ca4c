namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers. Seeded alike, it gives the values that PyTorch gives.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            device = InitializeDevice(device);
            _handle = Native.Check(Native.br_generator_new((int)device.type, device.index, seed), "Generator");
            this.device = device;
        }

        // Takes over a reference. Two arguments, lest a seed be taken for a handle where both constructors are seen.
        internal Generator(nint handle, Device device)
        {
            _handle = Native.Check(handle, "Generator");
            this.device = device;
        }

        ~Generator() => Dispose(false);

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        /// <summary>The process's own generator on the CPU, the one that <see cref="torch.manual_seed"/> seeds.</summary>
        public static Generator Default => new(Native.br_generator_default((int)DeviceType.CPU, -1), CPU);

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.br_generator_set_seed(Handle, unchecked((ulong)seed)), nameof(manual_seed));
            GC.KeepAlive(this);
            return this;
        }

        public long initial_seed()
        {
            long seed = unchecked((long)Native.br_generator_seed(Handle));
            GC.KeepAlive(this);
            return seed;
        }

        /// <summary>Seeds the generator from the system's entropy and returns the seed.</summary>
        public long seed()
        {
            long seed = unchecked((long)Native.br_generator_reseed(Handle));
            GC.KeepAlive(this);
            return seed;
        }

        /// <summary>The whole state as a tensor of bytes; the setter takes one that the getter gave.</summary>
        public Tensor state
        {
            get
            {
                var t = new Tensor(Native.Check(Native.br_generator_state(Handle), "Generator.state"));
                GC.KeepAlive(this);
                return t;
            }
            set
            {
                ArgumentNullException.ThrowIfNull(value);
                Native.Check(Native.br_generator_set_state(Handle, value.Handle), "Generator.state");
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) Native.br_generator_release(handle);
        }
    }

    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.br_manual_seed(unchecked((ulong)seed)), nameof(manual_seed));
        return Generator.Default;
    }

    public static long seed() => random.seed();
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>The process's own generator.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed()
        {
            using Generator g = Generator.Default;
            return g.seed();
        }

        public static long initial_seed()
        {
            using Generator g = Generator.Default;
            return g.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using Generator g = Generator.Default;
            return g.state;
        }

        public static void set_rng_state(Tensor new_state)
        {
            using Generator g = Generator.Default;
            g.state = new_state;
        }
    }
}

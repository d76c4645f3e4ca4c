using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lies: a kind of device and, for a GPU, its index.</summary>
    public class Device
    {
        public DeviceType type { get; private set; }

        /// <summary>The device's number, or -1 for the current one and for the CPU.</summary>
        public int index { get; private set; } = -1;

        /// <summary>"cpu", "cuda" or "cuda:1".</summary>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            string[] parts = description.Split(':');
            type = ParseType(parts[0]);
            if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], CultureInfo.InvariantCulture, out int _)))
                throw new ArgumentException($"'{description}' is no device: write 'cpu', 'cuda' or 'cuda:0'.", nameof(description));
            SetIndex(parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : -1);
        }

        public Device(string deviceType, int index = -1)
        {
            type = ParseType(deviceType);
            SetIndex(index);
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            SetIndex(index);
        }

        /// <summary>The GPU with this number.</summary>
        public Device(int index)
        {
            type = DeviceType.CUDA;
            SetIndex(index);
        }

        private void SetIndex(int value) => index = type == DeviceType.CUDA && value == -1 ? 0 : type == DeviceType.CPU ? -1 : value;

        private static DeviceType ParseType(string name) =>
            Enum.TryParse(name, ignoreCase: true, out DeviceType t) && !char.IsAsciiDigit(name[0])
                ? t
                : throw new ArgumentException($"'{name}' is no kind of device: write 'cpu' or 'cuda'.", nameof(name));

        public static implicit operator Device(string description) => new(description);

        public override string ToString() =>
            type == DeviceType.CPU || index < 0
                ? type.ToString().ToLowerInvariant()
                : string.Create(CultureInfo.InvariantCulture, $"{type.ToString().ToLowerInvariant()}:{index}");

        public override bool Equals(object? obj) => obj is Device d && d.type == type && d.index == index;
        public override int GetHashCode() => HashCode.Combine(type, index);
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    /// <summary>The device itself (the default one for null), after a check that this libtorch can use it.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException(
                $"This libtorch has no {deviceType} device here. Use torch.CPU, or set LIBTORCH to a build for {deviceType}.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    private static Device s_defaultDevice = new(DeviceType.CPU);
    private static ScalarType s_defaultType = ScalarType.Float32;

    public static Device get_default_device() => s_defaultDevice;
    public static void set_default_device(Device device) => s_defaultDevice = InitializeDevice(device);
    public static void set_default_device(string device) => set_default_device(new Device(device));
    public static ScalarType get_default_dtype() => s_defaultType;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype)) throw new ArgumentException("The default type must be a floating-point one.", nameof(dtype));
        s_defaultType = dtype;
    }

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>What is said of and done to NVIDIA GPUs.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;
        public static bool is_cudnn_available() => Native.br_cuda_has_cudnn() == 1;
        public static int device_count() => Native.br_cuda_count();

        // libtorch seeds the GPUs together with the CPU; without a GPU there is nothing to seed.
        public static void manual_seed(long seed) => manual_seed_all(seed);

        public static void manual_seed_all(long seed)
        {
            for (int i = 0; i < device_count(); i++)
                _ = new Generator(Native.br_generator_default((int)DeviceType.CUDA, i), new Device(DeviceType.CUDA, i)).manual_seed(seed);
        }

        public static void synchronize(Device? device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            Native.Check(Native.br_cuda_synchronize(device?.index ?? -1), "cuda.synchronize");
        }
    }
}

using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of native/bridge.cpp. Handles are addresses of libtorch's objects, one reference each.</summary>
internal static unsafe partial class Native
{
    private const string Bridge = "torchsharp_bridge";

    static Native()
    {
        // OpenMP's default is to spin while it waits, which costs small steps a factor of three on a busy machine.
        // libgomp reads the environment once, when it is loaded with the bridge, and .NET's own variables do not reach it.
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        // Debian's libtorch starts with one thread whatever the machine has, unless this says otherwise. at::set_num_threads
        // would do the same, but from then on every new thread makes a thread pool of its own for XNNPACK, whose threads spin: 15 ms each.
        _ = setenv("OMP_NUM_THREADS", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), 0);
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Bridge) return 0;
        const string file = "libtorchsharp_bridge.so";
        string[] folders = [Path.GetDirectoryName(assembly.Location) ?? "", AppContext.BaseDirectory];
        string? found = folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
        if (found is null)
            throw new DllNotFoundException($"{file} is not beside TorchSharp.dll ({string.Join(", ", folders)}): build compat/TorchSharp, which copies it there.");
        try { return NativeLibrary.Load(found); }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"{found} could not be loaded, most likely because libtorch is not where it was when the bridge was built. " +
                $"Install the Debian package libtorch-dev, or set LIBTORCH and build again. {e.Message}", e);
        }
    }

    /// <summary>The exception for the failure that this thread's last native call reported.</summary>
    internal static ExternalException Failure(string operation)
    {
        string message = Marshal.PtrToStringUTF8(br_error()) ?? "";
        return new(message.StartsWith(operation + ":", StringComparison.Ordinal) ? message : $"{operation}: {message}");
    }

    internal static void Check(int rc, string operation)
    {
        if (rc < 0) throw Failure(operation);
    }

    internal static nint Check(nint handle, string operation) => handle != 0 ? handle : throw Failure(operation);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Bridge), SuppressGCTransition] internal static partial nint br_error();
    [LibraryImport(Bridge)] internal static partial nint br_version();
    [LibraryImport(Bridge)] internal static partial void br_free(nint p);
    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint br_op(string name, string overload);
    [LibraryImport(Bridge)] internal static partial int br_call(nint op, NativeArg* args, int n, NativeArg* results, int max);

    [LibraryImport(Bridge)] internal static partial void br_release(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long br_dim(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long br_numel(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int br_dtype(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long br_itemsize(nint tensor);
    [LibraryImport(Bridge)] internal static partial long br_storage_offset(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long* br_sizes(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial long* br_strides(nint tensor);
    [LibraryImport(Bridge), SuppressGCTransition] internal static partial int br_device(nint tensor, int* index);
    [LibraryImport(Bridge)] internal static partial void* br_data(nint tensor);
    [LibraryImport(Bridge)] internal static partial int br_flags(nint tensor);

    [LibraryImport(Bridge)] internal static partial int br_requires_grad(nint tensor);
    [LibraryImport(Bridge)] internal static partial int br_set_requires_grad(nint tensor, int on);
    [LibraryImport(Bridge)] internal static partial int br_is_leaf(nint tensor);
    [LibraryImport(Bridge)] internal static partial int br_retain_grad(nint tensor);
    [LibraryImport(Bridge)] internal static partial int br_grad(nint tensor, out nint grad);
    [LibraryImport(Bridge)] internal static partial int br_set_grad(nint tensor, nint grad);
    [LibraryImport(Bridge)] internal static partial int br_set_data(nint tensor, nint data);
    [LibraryImport(Bridge)]
    internal static partial int br_backward(nint* tensors, nint* grads, int n, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Bridge)]
    internal static partial int br_autograd_grad(
        nint* outputs, nint* grads, int n, nint* inputs, int inputCount, int retain, int create, int allowUnused, nint* results);
    [LibraryImport(Bridge)] internal static partial int br_grad_enabled();
    [LibraryImport(Bridge)] internal static partial void br_set_grad_enabled(int on);
    [LibraryImport(Bridge)] internal static partial int br_inference_enabled();
    [LibraryImport(Bridge)] internal static partial nint br_inference_enter(int on);
    [LibraryImport(Bridge)] internal static partial void br_inference_leave(nint guard);
    [LibraryImport(Bridge)] internal static partial int br_anomaly_enabled();
    [LibraryImport(Bridge)] internal static partial void br_set_anomaly(int on, int checkNaN);

    [LibraryImport(Bridge)] internal static partial int br_manual_seed(ulong seed);
    [LibraryImport(Bridge)] internal static partial nint br_generator_default(int type, int index);
    [LibraryImport(Bridge)] internal static partial nint br_generator_new(int type, int index, ulong seed);
    [LibraryImport(Bridge)] internal static partial void br_generator_release(nint generator);
    [LibraryImport(Bridge)] internal static partial int br_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Bridge)] internal static partial ulong br_generator_seed(nint generator);
    [LibraryImport(Bridge)] internal static partial ulong br_generator_reseed(nint generator);
    [LibraryImport(Bridge)] internal static partial nint br_generator_state(nint generator);
    [LibraryImport(Bridge)] internal static partial int br_generator_set_state(nint generator, nint state);

    [LibraryImport(Bridge)] internal static partial int br_num_threads();
    [LibraryImport(Bridge)] internal static partial int br_set_num_threads(int n);
    [LibraryImport(Bridge)] internal static partial int br_num_interop_threads();
    [LibraryImport(Bridge)] internal static partial int br_set_num_interop_threads(int n);
    [LibraryImport(Bridge)] internal static partial int br_cuda_count();
    [LibraryImport(Bridge)] internal static partial int br_cuda_has_cudnn();
    [LibraryImport(Bridge)] internal static partial int br_cuda_synchronize(int index);
    [LibraryImport(Bridge)] internal static partial int br_deterministic(int on, int warnOnly);
    [LibraryImport(Bridge)] internal static partial int br_is_deterministic();
}
